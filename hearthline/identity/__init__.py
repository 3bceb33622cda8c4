"""Users and sign-in. Knows persons, not accounts."""
