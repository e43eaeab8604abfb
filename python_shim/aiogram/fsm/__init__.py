"""States of conversations."""
