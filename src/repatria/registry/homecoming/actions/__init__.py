"""The only writers of the homecoming stage."""
