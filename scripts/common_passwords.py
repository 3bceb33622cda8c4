"""Build the list of breached passwords that comes with Hearthline, and its sample.

From Django's list of common passwords and from long ones that many choose (`breached/long.txt`).
How often each was seen is not known, so each counts once. Run after either list changes; a test
holds that what is shipped is what this builds.
"""

import gzip
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.contrib.auth import password_validation

from hearthline.identity.breached.building import build

FOLDER = Path(__file__).resolve().parents[1] / "hearthline" / "identity" / "breached"
IN_SAMPLE = 3000


def common() -> Iterator[str]:
    """The passwords, the commonest first."""
    place = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(place, "rt", encoding="utf-8") as file:
        yield from filter(None, (line.strip() for line in file))
    yield from (FOLDER / "long.txt").read_text(encoding="utf-8").splitlines()


def lines(passwords: list[str]) -> str:
    """A list as they are handed round: in order, `SHA1:COUNT`."""
    known = {
        hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        for password in passwords
    }
    return "".join(f"{sha1}:1\n" for sha1 in sorted(known))


def make(folder: Path) -> None:
    """Write `common.breached` and `sample.txt` into a folder."""
    passwords = list(common())
    with TemporaryDirectory() as aside:
        source = Path(aside) / "common.txt"
        source.write_text(lines(passwords), encoding="ascii")
        build(sources=[source], output=folder / "common.breached")
    (folder / "sample.txt").write_text(lines(passwords[:IN_SAMPLE]), encoding="ascii")


if __name__ == "__main__":
    make(FOLDER)
    sys.stdout.write(f"Written to {FOLDER}\n")
