"""The registry's families room."""
