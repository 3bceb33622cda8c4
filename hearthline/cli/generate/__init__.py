"""A provider of any size, made up by sets: for trying things out and for measuring, never for use.

Its statements write the tables of many rooms, which nothing else does (`tests/architecture`): what
operations would do for one account at a time takes days for a million. Bills are made by the real
bill run, and `hearthline check` holds for all of it.
"""
