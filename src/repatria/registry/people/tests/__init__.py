"""The registry's people tests room."""
