"""The pages of the homecoming stage: parse, ask, answer."""
