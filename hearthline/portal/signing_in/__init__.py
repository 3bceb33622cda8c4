"""Signing in beyond the password: the second step, and a code by email in its place."""
