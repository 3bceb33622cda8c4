"""Sign-ins: unusual and refused ones, and who can't sign in by password."""
