"""`hearthline import`: a provider's CSV files come in; each room merges its own tables."""
