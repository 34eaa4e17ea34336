"""The registry: where the work is recorded. Needs the extra `registry`."""
