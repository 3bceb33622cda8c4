"""`docs/security.md` and the tests are in step: every requirement has a row, every row holds."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"
ASVS = {
    # OWASP ASVS 5.0, V6 and V7: what levels 1 and 2 ask.
    "6.1": range(1, 4),
    "6.2": range(1, 13),
    "6.3": range(1, 5),
    "6.4": range(1, 5),
    "6.5": range(1, 6),
    "6.6": range(1, 4),
    "6.8": range(1, 5),
    "7.1": range(1, 4),
    "7.2": range(1, 5),
    "7.3": range(1, 3),
    "7.4": range(1, 6),
    "7.5": range(1, 3),
    "7.6": range(1, 3),
}
NIST = {
    *("2.1.3", "2.2.3", "3.1.1.2", "3.1.2.2", "3.1.3.2", "3.1.3.3", "3.1.4.2", "3.1.7.2"),
    *("3.2.2", "3.2.5", "3.2.7", "4.1.2", "4.2", "4.3", "4.6", "5.1", "5.1.1", "5.1.2"),
    *("5.2", "5.3"),
}
"""Sections of NIST SP 800-63B-4 that ask something of software such as this."""
GUARDS = 14
EXCUSES = ("not met: ", "not applicable: ")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows(heading: str) -> list[list[str]]:
    """The table below a heading, without its head."""
    text = PAGE.read_text()
    part = text[text.index(f"\n## {heading}\n") :].split("\n## ")[1]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


STANDARDS = {"OWASP ASVS 5.0": 4, "NIST SP 800-63B-4": 4, "Guards around django-allauth": 3}
ROWS = [(heading, row) for heading in STANDARDS for row in rows(heading)]


def test_every_requirement_of_asvs_has_one_row():
    ids = [row[0] for row in rows("OWASP ASVS 5.0")]
    wanted = [f"{section}.{n}" for section, numbers in ASVS.items() for n in numbers]
    assert ids == wanted, "each once, in order"


def test_every_part_of_nist_has_a_row():
    ids = [row[0] for row in rows("NIST SP 800-63B-4")]
    assert len(set(ids)) == len(ids)
    assert {name.partition("-")[0] for name in ids} == NIST


def test_every_guard_has_a_row():
    assert len(rows("Guards around django-allauth")) >= GUARDS


@pytest.mark.parametrize(("heading", "row"), ROWS, ids=lambda part: str(part)[:60])
def test_every_row_names_its_tests_or_says_why_not(heading: str, row: list[str]):
    assert len(row) == STANDARDS[heading]
    assert all(row[:2]), "says what"
    held = row[-1]
    assert "pending" not in held, f"{row[0]} waits for somebody"
    rest = TEST.sub("", held).strip()
    if rest:
        assert rest.startswith(EXCUSES), f"{row[0]}: {rest}"
        assert len(rest.split()) > 3, "says why"
        assert not TEST.search(held), "either held or excused"
    else:
        assert TEST.search(held), f"{row[0]} is held by nothing"


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of a file's tests, as Python reads them; one that is skipped holds nothing."""
    tree = ast.parse((ROOT / path).read_text())
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return frozenset(
        node.name
        for node in found
        if node.name.startswith("test_")
        and not any(
            "skip" in ast.dump(mark) or "xfail" in ast.dump(mark) for mark in node.decorator_list
        )
    )


def test_every_test_named_exists():
    named = set(TEST.findall(PAGE.read_text()))
    assert len(named) > 50
    missing = [
        f"{path}::{name}"
        for path, name in sorted(named)
        if not (ROOT / path).exists() or name not in names_in(path)
    ]
    assert missing == []


def test_the_page_says_what_it_must():
    """Requirements that ask for words are held by the words being true."""
    from django.conf import settings

    from hearthline.identity.operations import FAILURE_CAP, PASSWORD_MAX_LENGTH, SESSIONS_KEPT
    from hearthline.identity.operations.codes import CODE_TRIES
    from hearthline.identity.proofs import RECENT

    text = " ".join(PAGE.read_text().split())
    for words in (
        f"After {FAILURE_CAP} wrong passwords in a row",
        f"{CODE_TRIES} wrong codes a challenge",
        f"at most {SESSIONS_KEPT}; a newer one ends the oldest",
        f"ends {settings.SESSION_COOKIE_AGE // 86_400} days after it was last used",
        f"{settings.SESSION_MOST_DAYS} days after the sign-in",
        f"a fresh proof ({RECENT.seconds // 60} minutes)",
        f"| {PASSWORD_MAX_LENGTH} |",
        "the words of `PROVIDER_NAME`",
        "single sign-on for subscribers",
    ):
        assert words in text, words
    for way in ("passkey", "password", "code by email", "single sign-on", "app"):
        assert f"| {way} |" in text
