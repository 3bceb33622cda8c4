"""Hearthline: the customer account system for internet, TV and phone companies."""

__version__ = "0.1.0"
