"""The registry's programme tests room."""
