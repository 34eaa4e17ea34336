"""What the journal says about releases, portions and graves."""
