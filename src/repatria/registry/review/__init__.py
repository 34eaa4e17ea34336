"""The registry's review room."""
