"""A text from data, kept in both languages."""

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Worded:
    """As a string it is in the reader's language, or in English where there is no Spanish."""

    english: str
    spanish: str = ""

    @property
    def lang(self) -> str:
        """The language in which it shows: for the `lang` attribute around it."""
        return "es" if self.spanish and (get_language() or "").startswith("es") else "en"

    def __str__(self) -> str:
        return self.spanish if self.lang == "es" else self.english
