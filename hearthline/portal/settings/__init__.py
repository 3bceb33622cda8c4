"""Pages: who the person is and how they sign in."""
