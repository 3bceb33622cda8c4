"""Bills, what changed on them, what comes next, and everything that moved the balance."""
