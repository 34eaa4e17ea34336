"""The registry's identification tests room."""
