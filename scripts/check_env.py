"""Fail when `.env.example` and what the code reads from the environment differ, or lack a word."""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READERS = (*sorted(ROOT.glob("hearthline/config/*.py")), ROOT / "hearthline/cli/environment.py")
EXAMPLE = ROOT / ".env.example"
_LINE = re.compile(r"#?\s?(?P<name>[A-Z][A-Z0-9_]+)=")


def names_read(path: Path) -> set[str]:
    """The names in calls such as `env.str("NAME", …)`."""
    return {
        call.args[0].value
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def names_explained(text: str) -> tuple[set[str], set[str]]:
    """The names in an example file, and those without a comment just above."""
    names, bare = set(), set()
    before = ""
    for line in text.splitlines():
        found = _LINE.match(line)
        if found:
            names.add(found["name"])
            if not before.startswith("# "):
                bare.add(found["name"])
        before = "" if found else line
    return names, bare


def main() -> int:
    """Print what differs; 1 when anything does."""
    read = set().union(*(names_read(reader) for reader in READERS))
    explained, bare = names_explained(EXAMPLE.read_text(encoding="utf-8"))
    complaints = [
        *(f"{name} is read but missing in .env.example" for name in sorted(read - explained)),
        *(f"{name} is in .env.example but never read" for name in sorted(explained - read)),
        *(f"{name} has no comment above it in .env.example" for name in sorted(bare)),
    ]
    sys.stdout.writelines(f"{complaint}\n" for complaint in complaints)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
