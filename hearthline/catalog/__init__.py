"""Plans, prices, taxes and fees: what can be bought."""
