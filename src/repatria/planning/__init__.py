"""What to sample next and whom to ask next, from pedigrees alone."""
