"""Extras of the second dialect."""
