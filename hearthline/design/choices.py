"""What a choice in a form may say beyond its name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """A label of one option: `choices=[("email", Choice("Email", hint="a…@example.com"))]`."""

    label: str
    hint: str = ""
    icon: str = ""

    def __str__(self) -> str:
        return str(self.label)
