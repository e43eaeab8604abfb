"""Where states are kept, in the second dialect."""
