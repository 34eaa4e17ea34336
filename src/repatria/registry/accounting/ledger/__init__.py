"""What the account is counted from: facts with their days, read once from the tables of all stages."""
