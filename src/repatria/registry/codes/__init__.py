"""The registry's codes room."""
