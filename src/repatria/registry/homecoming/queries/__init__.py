"""The only readers of the homecoming stage."""
