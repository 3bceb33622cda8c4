"""A pretend TV system for the demo and the tests: its own server and books.

It imports nothing of ours but how requests are signed, and never meets our database.
"""
