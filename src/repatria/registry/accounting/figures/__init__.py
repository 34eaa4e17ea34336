"""The figures of the account: each a named query with a definition, a cut-off day and the list that makes it."""
