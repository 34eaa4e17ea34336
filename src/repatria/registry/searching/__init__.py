"""The registry's searching room."""
