"""The registry's intake tests room."""
