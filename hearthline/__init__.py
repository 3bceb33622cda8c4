"""Hearthline: the customer account system for companies that bring internet, TV and phone to homes."""
