"""Tables of the care room, by what they are about."""
