"""Accounts, addresses, contacts of record and members. An account number locates an account, never proves who asks."""
