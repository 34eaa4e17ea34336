"""What the pages of searches write numbers with."""
