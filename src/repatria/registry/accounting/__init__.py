"""What stands: every figure a named query, every balance closing or saying where it does not."""
