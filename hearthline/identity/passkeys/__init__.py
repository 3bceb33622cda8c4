"""Passkeys as the standard has them (WebAuthn): what browsers are asked, what their answers say.

Knows keys and signatures, and no tables.
"""
