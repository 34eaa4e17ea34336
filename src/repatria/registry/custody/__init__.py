"""The registry's custody room."""
