"""Who belongs to an account, with which role and limits; and a person's several accounts."""
