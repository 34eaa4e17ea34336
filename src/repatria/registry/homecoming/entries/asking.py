"""What the journal says about private pages, enquiries and letters."""
