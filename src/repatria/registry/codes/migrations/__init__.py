"""The registry's codes migrations room."""
