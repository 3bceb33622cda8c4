"""Security: how somebody signs in, where they are signed in, and what happened to both."""
