"""Guided troubleshooting, tickets and help. Owns nothing yet."""
