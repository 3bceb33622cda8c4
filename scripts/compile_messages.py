"""Compile translations that changed: `django.po` to the `django.mo` that Django reads."""

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

LOCALE = Path(__file__).resolve().parents[1] / "hearthline" / "locale"


def main() -> int:
    """Compile each catalog that is newer than what was made of it."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        try:
            with source.open("rb") as file:
                catalog = read_po(file, locale=source.parts[-3], abort_invalid=True)
        except PoFileError as error:
            sys.stderr.write(f"{source}: {error}\n")
            return 1
        partial = target.with_suffix(f".{os.getpid()}.mo")  # two runs may start at once
        with partial.open("wb") as file:
            write_mo(file, catalog)
        partial.replace(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
