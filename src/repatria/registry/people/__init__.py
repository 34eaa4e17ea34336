"""The registry's people room."""
