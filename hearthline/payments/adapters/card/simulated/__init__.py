"""A pretend card company for the demo and the tests: its own server, books and pages.

`client.py` is our side of it (the adapter). Everything else is the other company: it imports
nothing of ours but how money is written, keeps its own books, and never meets our database.
"""
