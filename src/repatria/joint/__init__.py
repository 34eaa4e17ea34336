"""What all findings of an incident are worth together: individuals to the missing, and fragments to individuals."""
