"""What the journal says about corrections after a wrong identification."""
