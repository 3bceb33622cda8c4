"""Methods, payments and gateways. Never stores a card number; never posts money but through billing's ledger."""
