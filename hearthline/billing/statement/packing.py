"""A PDF in half the bytes: its small objects packed into compressed streams (ISO 32000-1, 7.5.7).

Typst writes each of the hundreds of objects that tags need as plain text. Nothing of what the file
says changes; streams (fonts, pages, the metadata that programs look for) stay as they are.
"""

import re
import zlib
from collections.abc import Iterator
from itertools import pairwise

_TABLE = re.compile(
    rb"xref\n0 (\d+)\n(.*?)trailer\s*(<<.*>>)\s*startxref\s+\d+\s+%%EOF\s*\Z",
    re.DOTALL,
)
_OBJECT = re.compile(rb"(\d+) 0 obj\n?(.*?)\s*endobj\s*\Z", re.DOTALL)
_A_STREAM = 100
"""Objects a stream: readers unpack a stream to get at one."""


def packed(pdf: bytes) -> bytes:
    """The same document, smaller. A file not written as typst writes comes back as it was."""
    table = _TABLE.search(pdf)
    if table is None or b"/Type/ObjStm" in pdf:
        return pdf
    small: list[tuple[int, bytes]] = []
    out = bytearray(pdf[: pdf.index(b"1 0 obj")])
    places: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
    for number, body in _objects(pdf, table):
        if body.endswith(b"endstream"):
            places[number] = (1, len(out), 0)
            out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
        else:
            small.append((number, body))
    following = int(table[1])
    for begin in range(0, len(small), _A_STREAM):
        some = small[begin : begin + _A_STREAM]
        places |= {number: (2, following, at) for at, (number, _) in enumerate(some)}
        places[following] = (1, len(out), 0)
        out += _object_stream(following, some)
        following += 1
    places[following] = (1, len(out), 0)
    start = len(out)
    out += _cross_references(following, places, table[3])
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _objects(pdf: bytes, table: "re.Match[bytes]") -> Iterator[tuple[int, bytes]]:
    """Each object's number and what it is, in the file's order."""
    entries = (line.split() for line in table[2].splitlines())
    offsets = sorted(int(entry[0]) for entry in entries if entry[2:] == [b"n"])
    for begin, end in pairwise([*offsets, table.start()]):
        found = _OBJECT.match(pdf[begin:end])
        if found is None:
            raise ValueError(f"there is no object at byte {begin}")
        yield int(found[1]), found[2]


def _object_stream(number: int, objects: list[tuple[int, bytes]]) -> bytes:
    heads, bodies, at = [], [], 0
    for own, body in objects:
        heads.append(b"%d %d" % (own, at))
        bodies.append(body + b"\n")
        at += len(body) + 1
    head = b" ".join(heads) + b"\n"
    entries = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head))
    return _stream(number, entries, head + b"".join(bodies))


def _cross_references(
    number: int, places: dict[int, tuple[int, int, int]], trailer: bytes
) -> bytes:
    rows = b"".join(
        bytes([kind]) + where.to_bytes(4, "big") + part.to_bytes(2, "big")
        for kind, where, part in (places.get(own, places[0]) for own in range(number + 1))
    )
    kept = re.sub(rb"/Size \d+", b"", trailer.strip()[2:-2])
    entries = b"/Type/XRef/Size %d/W[1 4 2]%b" % (number + 1, kept)
    return _stream(number, entries, rows)


def _stream(number: int, entries: bytes, content: bytes) -> bytes:
    small = zlib.compress(content, 9)
    return b"%d 0 obj\n<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (
        number,
        entries,
        len(small),
        small,
    )
