"""The file of breached passwords: four bytes for each, found by binary search in a mapped file.

    head      64 bytes: what it is, how many buckets (as bits) and entries, SHA-256 of the rest
    index     for each bucket the number of entries before it, and the number of all: 4 bytes each
    entries   for each bucket its passwords in order: 4 bytes each

The first bits of a password's SHA-1 choose the bucket, the 32 bits after them are the entry. There
are so many buckets that one holds at most 256 entries on average. So a password that is in no list
is taken for one that is with a chance of at most 256 / 2**32, six in a hundred million, however
long the list; and ten million entries take 40.3 MB, of which a question touches two pages.
"""

import hashlib
import math
import mmap
import os
import struct
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"HLBREACH"
VERSION = 1
HEAD = struct.Struct("<8sHHIQ32s8x")
"""What it is, version, bits of a bucket's number, nothing, entries, SHA-256 of all that follows."""
ENTRY = struct.Struct("<I")
SIZE = ENTRY.size
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
    """An open list. Many threads and processes may ask it; they share its pages."""

    def __init__(self, path: Path) -> None:
        """Open a file and look at its head; `verify` looks at the rest.

        Raises:
            UnableToReadBreachedList: there is no such file, or it is none of ours.
        """
        try:
            with path.open("rb") as file:
                self.is_of = _identity(os.fstat(file.fileno()))
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise UnableToReadBreachedList(f"{path} can't be read: {error}") from error
        if len(self._map) < HEAD.size:
            raise UnableToReadBreachedList(f"{path} is no list of breached passwords.")
        magic, version, bits, _, entries, self._sum = HEAD.unpack_from(self._map, 0)
        if magic != MAGIC or version != VERSION or bits > ENTRY_BITS:
            raise UnableToReadBreachedList(f"{path} is no list of breached passwords.")
        self.shape = Shape(bits, entries)
        if self.shape.size != len(self._map):
            raise UnableToReadBreachedList(
                f"{path} has {len(self._map)} bytes and should have {self.shape.size}: it was cut"
                " off or changed. Build it again."
            )
        if hasattr(mmap, "MADV_RANDOM"):
            self._map.madvise(mmap.MADV_RANDOM)

    def __len__(self) -> int:
        return self.shape.entries

    def close(self) -> None:
        self._map.close()

    def has(self, sha1: bytes) -> bool:
        """Whether a password with this SHA-1 is in the list: two reads and a binary search."""
        bucket, entry = self.shape.place(int.from_bytes(sha1[:8], "big"))
        low, high = self._bounds(bucket)
        first = self.shape.entries_at
        while low < high:
            middle = (low + high) // 2
            found = ENTRY.unpack_from(self._map, first + middle * SIZE)[0]
            if found == entry:
                return True
            low, high = (middle + 1, high) if found < entry else (low, middle)
        return False

    def _bounds(self, bucket: int) -> tuple[int, int]:
        """The numbers of a bucket's first entry and of the next bucket's."""
        at = HEAD.size + bucket * SIZE
        return ENTRY.unpack_from(self._map, at)[0], ENTRY.unpack_from(self._map, at + SIZE)[0]

    def verify(self) -> None:
        """Read the whole file: its sum, and that everything is in order.

        Raises:
            UnableToReadBreachedList: something isn't.
        """
        digest = hashlib.sha256()
        for at in range(HEAD.size, len(self._map), _PIECE):
            digest.update(self._map[at : at + _PIECE])
        if digest.digest() != self._sum:
            raise UnableToReadBreachedList("The file was damaged: its sum is wrong. Build it again.")
        first = self.shape.entries_at
        before = 0
        for bucket in range(self.shape.buckets):
            low, high = self._bounds(bucket)
            if low != before or high < low or high > len(self):
                raise UnableToReadBreachedList(f"Bucket {bucket} isn't where it should be.")
            before = high
            piece = self._map[first + low * SIZE : first + high * SIZE]
            entries = [entry for (entry,) in ENTRY.iter_unpack(piece)]
            if any(one >= two for one, two in zip(entries, entries[1:], strict=False)):
                raise UnableToReadBreachedList(f"Bucket {bucket} isn't in order.")
        if before != len(self):
            raise UnableToReadBreachedList("Some entries belong to no bucket.")


def identity_of(path: Path) -> tuple[int, int, int]:
    """What tells a file from one that takes its place.

    Raises:
        OSError: there is none.
    """
    return _identity(path.stat())


def _identity(known: os.stat_result) -> tuple[int, int, int]:
    return known.st_dev, known.st_ino, known.st_mtime_ns
