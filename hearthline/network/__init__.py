"""What the network sees of what an account has: connections, TV, phone lines, usage, outages.

Owns what we want the network to do and the steps that make it so. Never decides what an account
has (subscriptions does) and never holds the only copy of a fact that another system decides.
"""
