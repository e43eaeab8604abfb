"""Connections of a bot; the core has them."""
