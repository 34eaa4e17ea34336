"""The registry's custody tests room."""
