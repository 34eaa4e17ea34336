"""What the journal says about wishes and disagreements."""
