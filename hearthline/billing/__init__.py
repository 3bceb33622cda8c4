"""Charges, bills and the ledger.

Owns every posting: nobody else inserts into the ledger's tables. Never changes a posting or a bill
that was issued; never asks a gateway for anything; never decides who has which plan.
"""
