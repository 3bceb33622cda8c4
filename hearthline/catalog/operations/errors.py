"""Why the catalog stays as it is."""


class UnableToEditCatalog(Exception):
    """`field` is where it is wrong, `reason` a word for what is."""

    def __init__(self, reason: str, *, field: str = "") -> None:
        """Keep both for the form."""
        super().__init__(reason)
        self.reason = reason
        self.field = field
