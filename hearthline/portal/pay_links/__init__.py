"""A bill paid by somebody who has no sign-in: the link made, and what it leads to."""
