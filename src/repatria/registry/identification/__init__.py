"""The registry's identification room."""
