"""Charges, bills and the ledger. Owns every posting; a bill, once issued, never changes."""
