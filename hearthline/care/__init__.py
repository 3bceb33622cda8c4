"""Guided troubleshooting, tickets and help articles.

Owns what people asked and what came of it. Never repairs anything itself: it asks the rooms below.
"""
