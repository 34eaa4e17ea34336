"""What the journal says about what families are told and what is made public."""
