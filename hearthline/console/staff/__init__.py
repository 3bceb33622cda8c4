"""Pages for admins: who is staff, and what each may do."""
