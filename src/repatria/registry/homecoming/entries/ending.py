"""What the journal says about determinations of a group and unresolved remains."""
