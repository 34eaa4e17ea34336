"""The registry's codes tests room."""
