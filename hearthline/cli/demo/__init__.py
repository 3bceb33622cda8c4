"""The demo provider, Maple County Fiber: invented, the same for the same day, and quick to load.

Its data comes in by the importer, its bills from the bill run, its payments through the payment
operations, with the time handed in. `loading` loads it, `sign_ins` says who is who.
"""
