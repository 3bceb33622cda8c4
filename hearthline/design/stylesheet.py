"""One stylesheet from its parts: `python -m hearthline.design.stylesheet` after changing one.

Browsers pay for every file on a bad connection, so pages ask for `app.css` alone. It is kept in the
repository, so that nothing needs building; a test fails when it and its parts differ.
"""

import re
from pathlib import Path

CSS = Path(__file__).parent / "static" / "css"
PARTS = ("tokens", "base", "layout", "components/actions", "components/forms", "components/panels",
         "components/facts", "components/progress", "print")  # fmt: skip
ENTRY = CSS / "app.css"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TIGHT = re.compile(
    r"(?:(?<=[\w)%\"]) )?([{};,]) ?"  # around braces, after commas
    r"|(?<=[\w-]:) (?=[^:{]*[;}])"  # between a property and its value
)
"""Spaces that say nothing."""


def whole() -> str:
    """The parts in their order, without comments, indentation and spaces that say nothing."""
    lines = [
        "/* Made by hearthline.design.stylesheet from the files beside it. */",
        "@layer tokens, base, layout, components, print;",
    ]
    for part in PARTS:
        text = _COMMENT.sub("", (CSS / f"{part}.css").read_text(encoding="utf-8"))
        lines += [
            _TIGHT.sub(lambda found: found[1] or "", line.strip())
            for line in text.splitlines()
            if line.strip()
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    ENTRY.write_text(whole(), encoding="utf-8")
