"""Build the file of breached passwords: sorted on the disk, in little memory, put there at once.

What is under way lies in a folder beside the file, and takes its name only when it is whole; a
build that was killed leaves that folder, and the next one throws it away and begins anew.
"""

import fcntl
import hashlib
import heapq
import os
import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

from hearthline.identity.breached.layout import (
    ENTRY,
    HEAD,
    MAGIC,
    MOST_ENTRIES,
    SWAPS,
    VERSION,
    Shape,
    bucket_bits_for,
)
from hearthline.identity.breached.sources import Reading, find_files, prefixes

IN_MEMORY = 500_000
"""Hashes that are sorted at once: some 40 MB while they are."""
_AT_ONCE = 64
"""Files that are merged at once."""
_BUFFER = 1 << 16
_WORD = 8
Told = Callable[[Reading], None]


class UnableToBuildBreachedList(Exception):
    """The list isn't built; what was there before is as it was."""


def build(
    *, sources: list[Path], output: Path, seen_at_least: int = 1, told: Told = lambda _: None
) -> int:
    """Build the file from lists of hashes (`sources`); what is in several counts once.

    Args:
        sources: files, and folders of files.
        output: where it goes; one that is there is replaced when the new one is whole.
        seen_at_least: leave out hashes with a smaller count.
        told: called now and then while it reads.

    Returns:
        How many entries it has.

    Raises:
        UnableToReadSource: there is no such source, or a line is no hash.
        UnableToBuildBreachedList: nothing came in, too much did, or another build is under way.
    """
    files = find_files(sources)
    with _workshop(output) as folder:
        reading = Reading()
        wanted = prefixes(files, seen_at_least=seen_at_least, reading=reading)
        runs = _sorted_runs(_telling(wanted, reading, told), folder)
        if not runs:
            raise UnableToBuildBreachedList("The lists hold no hash that counts.")
        most = sum(run.stat().st_size for run in runs) // _WORD
        if most > MOST_ENTRIES:
            raise UnableToBuildBreachedList(f"{most} hashes are more than a file can hold.")
        made = folder / "made"
        count = _write(_merged(runs, folder), Shape(bucket_bits_for(most), most), made)
        made.replace(output)
        _keep(output.parent)
        return count


@contextmanager
def _workshop(output: Path) -> Iterator[Path]:
    """A folder beside the output, for one build at a time."""
    folder = output.with_name(f".{output.name}.building")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UnableToBuildBreachedList(f"Another build of {output} is under way.") from error
        for left in folder.iterdir():
            if left.name != "lock":
                left.unlink()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _telling(numbers: Iterable[int], reading: Reading, told: Told) -> Iterator[int]:
    numbers = iter(numbers)
    while piece := list(islice(numbers, IN_MEMORY)):
        told(reading)
        yield from piece
    told(reading)


def _sorted_runs(numbers: Iterator[int], folder: Path) -> list[Path]:
    """Write the hashes to files that are each in order. Lists that are in order make one file."""
    runs: list[Path] = []
    last = -1
    while piece := sorted(islice(numbers, IN_MEMORY)):
        if not runs or piece[0] < last:
            runs.append(folder / f"run-{len(runs)}")
        with runs[-1].open("ab") as file:
            array("Q", piece).tofile(file)
        last = piece[-1]
    return runs


def _merged(runs: list[Path], folder: Path) -> Iterator[int]:
    """All hashes in order, each once; never more than some files open at a time."""
    number = 0
    while len(runs) > _AT_ONCE:
        together, runs = runs[:_AT_ONCE], runs[_AT_ONCE:]
        path = folder / f"merged-{number}"
        number += 1
        with path.open("wb") as file, ExitStack() as stack:
            numbers = heapq.merge(*(_numbers(run, stack) for run in together))
            while piece := list(islice(numbers, _BUFFER)):
                array("Q", piece).tofile(file)
        for run in together:
            run.unlink()
        runs.append(path)
    with ExitStack() as stack:
        ordered = [_numbers(run, stack) for run in runs]
        yield from heapq.merge(*ordered) if len(ordered) > 1 else ordered[0]


def _numbers(run: Path, stack: ExitStack) -> Iterator[int]:
    file = stack.enter_context(run.open("rb"))
    while data := file.read(_BUFFER * _WORD):
        numbers = array("Q")
        numbers.frombytes(data)
        yield from numbers


def _write(numbers: Iterator[int], shape: Shape, path: Path) -> int:
    """Entries first, behind the room for head and index, which are known only then."""
    sizes = array("I", bytes(4 * shape.buckets))
    last = (-1, -1)
    count = 0
    with path.open("wb") as file:
        file.seek(shape.entries_at)
        while piece := list(islice(numbers, _BUFFER)):
            entries = array("I")
            for number in piece:
                place = shape.place(number)
                if place != last:
                    sizes[place[0]] += 1
                    entries.append(place[1])
                    last = place
            count += len(entries)
            file.write(_little(entries))
        file.seek(HEAD.size)
        file.write(_little(_index(sizes)))
    _seal(path, Shape(shape.bucket_bits, count))
    return count


def _index(sizes: "array[int]") -> "array[int]":
    """How many entries are before each bucket, and how many there are."""
    before, total = array("I", [0]), 0
    for size in sizes:
        total += size
        before.append(total)
    return before


def _little(numbers: "array[int]") -> bytes:
    """Four bytes each, the smallest first, on every machine."""
    return b"".join(map(ENTRY.pack, numbers)) if SWAPS else numbers.tobytes()


def _seal(path: Path, shape: Shape) -> None:
    """Write the head, with the sum of all that follows, and have it all on the disk."""
    digest = hashlib.sha256()
    with path.open("r+b") as file:
        file.seek(HEAD.size)
        while data := file.read(1 << 20):
            digest.update(data)
        file.seek(0)
        file.write(HEAD.pack(MAGIC, VERSION, shape.bucket_bits, 0, shape.entries, digest.digest()))
        file.flush()
        os.fsync(file.fileno())


def _keep(folder: Path) -> None:
    """The new name is on the disk as well."""
    known = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(known)
    finally:
        os.close(known)
