"""The registry's searching tests room."""
