"""What pretend outside systems share: a small web server, and books in an SQLite file.

For the demo and the tests. A pretend system stands for another company's: it keeps its own books
and never meets our database.
"""
