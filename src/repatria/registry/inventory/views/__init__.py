"""Pages of the inventory: parse, ask, answer."""
