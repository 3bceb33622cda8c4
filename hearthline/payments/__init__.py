"""Payments, the methods they are made with, and the gateways they come through.

Never stores a card number; never moves money but through billing's ledger.
"""
