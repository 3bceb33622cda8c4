"""Accounts, addresses, contacts of record and members.

An account number locates an account; it never proves who asks.
"""
