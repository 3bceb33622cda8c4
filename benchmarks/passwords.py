"""The list of breached passwords with ten million entries: building it, asking it, its memory."""

import hashlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ENTRIES = 10_000_000
ASKED = 20_000
_MB = 1e6


def measure() -> dict[str, float]:
    """Figures of building from a list in order and from one in none, and of asking."""
    with tempfile.TemporaryDirectory(prefix="hl-bench-") as folder:
        place = Path(folder)
        sources = {"in_order": place / "in-order.txt", "in_none": place / "in-none.txt"}
        _write_sources(sources)
        figures: dict[str, float] = {}
        for name, source in sources.items():
            figures |= _build(name, source, place / f"{name}.breached")
        first, second = (place / f"{name}.breached" for name in sources)
        if first.read_bytes() != second.read_bytes():
            raise RuntimeError("the order of the list made a difference")
        return figures | _ask(first)


def password(number: int) -> bytes:
    return b"made-up-password-%d" % number


def _write_sources(sources: dict[str, Path]) -> None:
    with sources["in_none"].open("w") as file:
        for number in range(ENTRIES):
            sha1 = hashlib.sha1(password(number), usedforsecurity=False).hexdigest().upper()
            file.write(f"{sha1}:{number % 100 + 1}\n")
    with sources["in_order"].open("w") as file:
        subprocess.run(
            ["sort", "-S", "200M", str(sources["in_none"])],
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
            stdout=file,
            check=True,
        )


def _build(name: str, source: Path, output: Path) -> dict[str, float]:
    """In a process of its own, whose memory is the build's."""
    program = (
        "import resource, sys; from pathlib import Path;"
        "from hearthline.identity.breached.building import build;"
        "build(sources=[Path(sys.argv[1])], output=Path(sys.argv[2]));"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program, str(source), str(output)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return {
        f"breached_build_{name}_s": time.perf_counter() - begun,
        f"breached_build_{name}_peak_mb": float(done.stdout),
    }


def _ask(path: Path) -> dict[str, float]:
    """Passwords that are in the list and that aren't, each over all of the file."""
    from django.conf import settings

    from hearthline.identity.breached import is_breached

    settings.BREACHED_PASSWORDS_FILE = str(path)
    before = _resident()
    begun = time.perf_counter()
    is_breached("the first question opens the file")
    opening = time.perf_counter() - begun
    taken = []
    for number in range(ASKED):
        text = password(number * (ENTRIES // ASKED)).decode()
        for question, expected in ((text, True), (f"{text} and more", False)):
            begun = time.perf_counter()
            found = is_breached(question)
            taken.append((time.perf_counter() - begun) * 1000)
            if found is not expected:
                raise RuntimeError(f"{question!r} was answered wrongly")
    return {
        "breached_file_mb": path.stat().st_size / _MB,
        "breached_open_ms": opening * 1000,
        "breached_lookup_ms": statistics.median(taken),
        "breached_lookup_p99_ms": statistics.quantiles(taken, n=100)[98],
        "breached_lookups_per_s": len(taken) / (sum(taken) / 1000),
        "breached_resident_mb": _resident() - before,
    }


def _resident() -> float:
    """Memory of this process that is in use, mapped files among it, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / _MB
