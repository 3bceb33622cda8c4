"""The file of breached passwords: four bytes for each, found by two small reads.

    head      64 bytes: what it is, how many buckets (as bits) and entries, SHA-256 of the rest
    index     for each bucket the number of entries before it, and the number of all: 4 bytes each
    entries   for each bucket its passwords in order: 4 bytes each

The first bits of a password's SHA-1 choose the bucket, the 32 bits after them are the entry. There
are so many buckets that one holds at most 256 entries on average. So a password that is in no list
is taken for one that is with a chance of at most 256 / 2**32, six in a hundred million, however
long the list; and ten million entries take 40.3 MB, of which a question reads one kilobyte.
"""

import hashlib
import math
import os
import struct
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

MAGIC = b"HLBREACH"
VERSION = 1
HEAD = struct.Struct("<8sHHIQ32s8x")
"""What it is, version, bits of a bucket's number, nothing, entries, SHA-256 of all that follows."""
ENTRY = struct.Struct("<I")
SIZE = ENTRY.size
SWAPS = array("I", [1]).tobytes() != ENTRY.pack(1)
"""Whether this machine keeps numbers the other way round."""
ENTRY_BITS = 32
PER_BUCKET = 256
"""Entries of a bucket on average, at most."""
MOST_ENTRIES = 2**32 - 1
_PIECE = 1 << 20


class UnableToReadBreachedList(Exception):
    """The file is none of ours, is cut off, or was damaged."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Where things are in a file of so many entries."""

    bucket_bits: int
    entries: int

    @property
    def buckets(self) -> int:
        return 1 << self.bucket_bits

    @property
    def entries_at(self) -> int:
        """Where the first entry is."""
        return HEAD.size + (self.buckets + 1) * SIZE

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return self.entries_at + self.entries * SIZE

    def place(self, prefix: int) -> tuple[int, int]:
        """Bucket and entry of a hash, given its first 64 bits."""
        rest = 64 - self.bucket_bits
        return prefix >> rest, (prefix >> (rest - ENTRY_BITS)) & 0xFFFFFFFF


def bucket_bits_for(entries: int) -> int:
    """So many buckets that none has more than `PER_BUCKET` entries on average."""
    return max(0, math.ceil(math.log2(entries / PER_BUCKET))) if entries else 0


class BreachedList:
    """An open list. Many threads and processes may ask it; the system's cache of files is shared.

    It is read, not mapped: a file that somebody cuts short while it is asked would end the process
    of whoever maps it.
    """

    def __init__(self, path: Path) -> None:
        """Open a file and look at its head; `verify` looks at the rest.

        Raises:
            UnableToReadBreachedList: there is no such file, or it is none of ours.
        """
        try:
            self._file = path.open("rb", buffering=0)
            known = os.fstat(self._file.fileno())
            head = os.pread(self._file.fileno(), HEAD.size, 0)
        except OSError as error:
            raise UnableToReadBreachedList(f"{path} can't be read: {error}") from error
        self.is_of = _identity(known)
        if len(head) < HEAD.size:
            raise UnableToReadBreachedList(f"{path} is no list of breached passwords.")
        magic, version, bits, _, entries, self._sum = HEAD.unpack(head)
        if magic != MAGIC or version != VERSION or bits > ENTRY_BITS:
            raise UnableToReadBreachedList(f"{path} is no list of breached passwords.")
        self.shape = Shape(bits, entries)
        if self.shape.size != known.st_size:
            raise UnableToReadBreachedList(
                f"{path} has {known.st_size} bytes and should have {self.shape.size}: it was cut"
                " off or changed. Build it again."
            )

    def __len__(self) -> int:
        return self.shape.entries

    def has(self, sha1: bytes) -> bool:
        """Whether a password with this SHA-1 is in the list: two small reads and a search.

        Raises:
            UnableToReadBreachedList: the file was changed since it was opened.
        """
        bucket, entry = self.shape.place(int.from_bytes(sha1[:8], "big"))
        entries = self._entries(*self._bounds(bucket))
        at = bisect_left(entries, entry)
        return at < len(entries) and entries[at] == entry

    def _bounds(self, bucket: int) -> tuple[int, int]:
        """The numbers of a bucket's first entry and of the next bucket's."""
        first, following = _numbers(self._read(2 * SIZE, HEAD.size + bucket * SIZE))
        if not first <= following <= len(self):
            raise UnableToReadBreachedList(f"Bucket {bucket} isn't where it should be.")
        return first, following

    def _entries(self, low: int, high: int) -> Sequence[int]:
        return _numbers(self._read((high - low) * SIZE, self.shape.entries_at + low * SIZE))

    def _read(self, size: int, at: int) -> bytes:
        found = os.pread(self._file.fileno(), size, at)
        if len(found) != size:
            raise UnableToReadBreachedList("The file was cut off while it was open.")
        return found

    def verify(self) -> None:
        """Read the whole file: its sum, and that everything is in order.

        Raises:
            UnableToReadBreachedList: something isn't.
        """
        digest = hashlib.sha256()
        for at in range(HEAD.size, self.shape.size, _PIECE):
            digest.update(self._read(min(_PIECE, self.shape.size - at), at))
        if digest.digest() != self._sum:
            raise UnableToReadBreachedList("Its sum is wrong: it was damaged. Build it again.")
        before = 0
        for bucket in range(self.shape.buckets):
            low, high = self._bounds(bucket)
            if low != before or any(one >= two for one, two in pairwise(self._entries(low, high))):
                raise UnableToReadBreachedList(f"Bucket {bucket} isn't in order.")
            before = high
        if before != len(self):
            raise UnableToReadBreachedList("Some entries belong to no bucket.")


def _numbers(data: bytes) -> Sequence[int]:
    """Four bytes each, the smallest first, whatever the machine's own way is."""
    numbers = array("I", data)
    if SWAPS:
        numbers.byteswap()
    return numbers


def identity_of(path: Path) -> tuple[int, int, int]:
    """What tells a file from one that takes its place.

    Raises:
        OSError: there is none.
    """
    return _identity(path.stat())


def _identity(known: os.stat_result) -> tuple[int, int, int]:
    return known.st_dev, known.st_ino, known.st_mtime_ns
