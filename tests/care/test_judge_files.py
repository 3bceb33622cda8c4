"""Files that people, and others, send: harmless or refused."""

import contextlib
import io
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from hearthline.care.files import UnableToAcceptFile, harmless_name, judge, unpacking
from tests.care.conftest import picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def judged(name: str, content: bytes) -> Any:
    return judge(name=name, content=io.BytesIO(content))


def why(name: str, content: bytes) -> str:
    with pytest.raises(UnableToAcceptFile) as refused:
        judged(name, content)
    return str(refused.value.why.value)


def made_anew(name: str, content: bytes) -> bytes:
    return bytes(judged(name, content).content.read())


# -- What is taken ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "more", "media_type", "ending"),
    [
        ("JPEG", {}, "image/jpeg", ".jpg"),
        ("JPEG", {"mode": "CMYK"}, "image/jpeg", ".jpg"),
        ("JPEG", {"mode": "L"}, "image/jpeg", ".jpg"),
        ("PNG", {}, "image/png", ".png"),
        ("PNG", {"mode": "RGBA"}, "image/png", ".png"),
        ("PNG", {"mode": "I;16"}, "image/png", ".png"),
        ("GIF", {"mode": "P"}, "image/png", ".png"),
        ("WEBP", {}, "image/jpeg", ".jpg"),
        ("WEBP", {"mode": "RGBA"}, "image/png", ".png"),
    ],
)
def test_pictures_are_made_anew(kind: str, more: Any, media_type: str, ending: str):
    colour = {"colour": 7} if more.get("mode") in {"I;16", "P", "L"} else {}
    made = io.BytesIO()
    Image.new(more.get("mode", "RGB"), (60, 40), colour.get("colour", 0)).save(made, kind)
    found = judged("photo.whatever", made.getvalue())
    assert (found.media_type, found.width_px, found.height_px) == (media_type, 60, 40)
    assert found.name.endswith(ending)
    with Image.open(found.content) as again:
        assert again.size == (60, 40)
        assert f"image/{again.format.lower()}" == media_type  # type: ignore[union-attr]


def test_where_a_picture_was_taken_stays_behind():
    exif = Image.Exif()
    exif[0x0110] = "A phone"
    exif.get_ifd(0x8825)[2] = (41.0, 50.0, 12.0)
    made = io.BytesIO()
    Image.new("RGB", (60, 40)).save(
        made, "JPEG", exif=exif.tobytes(), comment=b"<script>alert(1)</script>"
    )
    assert b"A phone" in made.getvalue()
    again = made_anew("photo.jpg", made.getvalue())
    for secret in (b"A phone", b"Exif", b"script"):
        assert secret not in again


def test_scripts_in_a_png_stay_behind():
    facts = PngImagePlugin.PngInfo()
    facts.add_text("Comment", "<script>alert(1)</script>")
    facts.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>secret</x:xmpmeta>")
    again = made_anew("a.png", picture("PNG", pnginfo=facts, icc_profile=b"a made-up profile"))
    for secret in (b"script", b"xmp", b"profile"):
        assert secret not in again


def test_a_file_behind_a_picture_stays_behind():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("evil.html", "<script>alert(1)</script>")
    again = made_anew("both.png", picture("PNG") + archive.getvalue())
    assert b"PK\x03\x04" not in again
    assert not zipfile.is_zipfile(io.BytesIO(again))


def test_a_picture_lying_on_its_side_is_turned():
    exif = Image.Exif()
    exif[0x0112] = 6
    made = io.BytesIO()
    Image.new("RGB", (60, 40)).save(made, "JPEG", exif=exif.tobytes())
    found = judged("photo.jpg", made.getvalue())
    assert (found.width_px, found.height_px) == (40, 60)


def test_a_large_photo_becomes_a_screen_large_and_moves_no_more():
    found = judged("large.jpg", picture("JPEG", (5000, 3000)))
    assert (found.width_px, found.height_px) == (2560, 1536)
    frames = [Image.new("P", (30, 30), n) for n in range(3)]
    made = io.BytesIO()
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    with Image.open(judged("moves.gif", made.getvalue()).content) as still:
        assert getattr(still, "n_frames", 1) == 1


def test_text_and_pdf_stay_as_they_are():
    text = "Línea 1\r\n\tLine 2\n".encode()
    found = judged("router.log", text)
    assert (found.media_type, found.name, found.content.read()) == (
        "text/plain",
        "router.log",
        text,
    )
    found = judged("bill", b"%PDF-1.7\n...")
    assert (found.media_type, found.name) == ("application/pdf", "bill.pdf")


# -- What is refused -------------------------------------------------------------------------------
def _zipped(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.svg", SVG),
        ("picture.png", SVG),
        ("picture.jpg", b"\xef\xbb\xbf  \n" + SVG),
        ("page.txt", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("page.txt", b"<?xml version='1.0'?><html/>"),
        ("all.zip", _zipped("a.txt")),
        ("letter.docx", _zipped("[Content_Types].xml", "word/document.xml")),
        ("photo.jpg", b"MZ\x90\x00" + b"\x00" * 100),
        ("photo.jpg", b"\x7fELF" + b"\x00" * 100),
        ("run.txt", b"#!/bin/sh\nrm -rf /\n"),
        ("run.bat", b"@echo off\r\n"),
        ("rich.txt", b"{\\rtf1 hello}"),
        ("draw.txt", b"%!PS-Adobe-3.0\n"),
        ("a.txt", b"text with a NUL \x00 in it"),
        ("a.txt", b"\x1b]0;title\x07"),
        ("a.txt", b"\xff\xfeh\x00i\x00"),
        ("a.txt", b"caf\xe9"),
        ("a.bmp", b"BM" + b"\x00" * 60),
        ("a.tiff", b"II*\x00" + b"\x00" * 60),
        ("a.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 60),
        ("a.mp4", b"\x00\x00\x00\x18ftypisom" + b"\x00" * 60),
        ("a.wav", b"RIFF\x00\x00\x00\x00WAVEfmt "),
        ("a.gz", b"\x1f\x8b\x08" + b"\x00" * 60),
        ("a.pdf", b" \n%PDF-1.7 not at its beginning \x00"),
        ("a.txt", b"word " * 250_000),
    ],
    ids=lambda value: "content" if isinstance(value, bytes) else value,
)
def test_everything_else_is_refused_whatever_its_name(name: str, content: bytes):
    assert why(name, content) == "type"


def test_empty_and_huge(settings: Any):
    assert why("a.txt", b"") == "empty"
    settings.ATTACHMENT_MOST_MB = 1
    assert why("a.txt", b"x" * 1_000_001) == "too_large"


@pytest.mark.parametrize(
    "content",
    [
        picture("PNG")[:60],
        picture("JPEG")[:200],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
        b"\xff\xd8\xff" + SVG,
        b"GIF89a" + b"alert(1)//" * 20,
        b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"\x00" * 40,
    ],
    ids=["half a png", "half a jpeg", "no png", "svg as jpeg", "script as gif", "no webp"],
)
def test_what_only_begins_like_a_picture(content: bytes):
    assert why("a.png", content) == "damaged"


# -- Bombs -----------------------------------------------------------------------------------------
def _png(width: int, height: int, *extra: tuple[bytes, bytes], rows: int = 0) -> bytes:
    """A PNG by hand: it says any size and holds as little as it wants."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\x00" * (width + 1) * rows, 9)
    chunks = [chunk(b"IHDR", head), *(chunk(*part) for part in extra), chunk(b"IDAT", body)]
    return b"\x89PNG\r\n\x1a\n" + b"".join([*chunks, chunk(b"IEND", b"")])


_MEASURED = """
import atexit, runpy, sys
status = lambda: open("/proc/self/status").read()
atexit.register(lambda: print(status().split("VmHWM:")[1].split()[0], file=sys.stderr))
runpy.run_path(sys.argv.pop(1), run_name="__main__")
"""


def _unpacking_mb(content: bytes, most_megapixels: int) -> float:
    """The most memory that unpacking takes: its own, whatever its parent has."""
    most_pixels = str(most_megapixels * 1_000_000)
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, unpacking.__file__, most_pixels],
        input=content,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith(b'{"media_type"')
    return int(done.stderr) / 1000


def test_a_picture_that_unpacks_to_gigabytes():
    bomb = _png(50_000, 50_000, rows=2000)
    assert len(bomb) < 200_000
    assert why("bomb.png", bomb) == "too_many_pixels"


@pytest.mark.parametrize("kind", ["zTXt", "iTXt", "iCCP"])
def test_metadata_that_unpacks_to_gigabytes(kind: str):
    packed = zlib.compress(b"a" * 300_000_000, 9)
    heads = {"zTXt": b"k\x00\x00", "iTXt": b"k\x00\x01\x00\x00\x00", "iCCP": b"k\x00\x00"}
    bomb = _png(10, 10, (kind.encode(), heads[kind] + packed), rows=10)
    began = time.monotonic()
    with contextlib.suppress(UnableToAcceptFile):  # refused is as good as left behind
        assert b"aaaa" not in made_anew("bomb.png", bomb)
    assert time.monotonic() - began < 10


def test_many_frames_and_a_lying_size():
    made = bytearray(picture("GIF", (10, 10), mode="P"))
    made[6:10] = struct.pack("<HH", 60_000, 60_000)
    assert why("bomb.gif", bytes(made)) == "too_many_pixels"


@pytest.mark.parametrize(
    ("kind", "size", "more"),
    [
        ("JPEG", (8660, 5770), {"progressive": True}),
        ("PNG", (5000, 5000), {"mode": "RGBA"}),
        ("WEBP", (5000, 5000), {}),
    ],
)
def test_the_largest_pictures_allowed_take_bounded_time_and_memory(
    kind: str, size: tuple[int, int], more: Any, settings: Any
):
    settings.ATTACHMENT_MOST_MB = 30
    content = picture(kind, size, **more)
    began = time.monotonic()
    judged("large", content)
    assert time.monotonic() - began < 15
    assert 20 < _unpacking_mb(content, settings.ATTACHMENT_MOST_MEGAPIXELS) < 700


def test_unpacking_that_takes_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch):
    def for_ever(*_: Any, **more: Any) -> Any:
        raise subprocess.TimeoutExpired("unpacking", more["timeout"])

    monkeypatch.setattr(subprocess, "run", for_ever)
    assert why("a.png", picture()) == "damaged"


# -- Names -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "media_type", "harmless"),
    [
        ("photo.JPG", "image/jpeg", "photo.jpg"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("photo.webp", "image/jpeg", "photo.jpg"),
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\Users\\me\\router.log", "text/plain", "router.log"),
        ("/etc/cron.d/x", "text/plain", "x.txt"),
        ("bill.exe", "application/pdf", "bill.exe.pdf"),
        ("virus.pdf.exe", "text/plain", "virus.pdf.exe.txt"),
        ("nul\x00byte.png", "image/png", "nulbyte.png"),
        ("photo\u202egnp.exe", "image/png", "photognp.exe.png"),
        ("zero\u200bwidth.txt", "text/plain", "zerowidth.txt"),
        ("new\r\nline.txt", "text/plain", "newline.txt"),
        ('say "hi"<b>.txt', "text/plain", "say _hi__b_.txt"),
        ("a:stream.txt", "text/plain", "a_stream.txt"),
        ("CON", "text/plain", "_CON.txt"),
        ("con.txt", "text/plain", "_con.txt"),
        ("aux.old.png", "image/png", "_aux.old.png"),
        ("LPT1.txt", "text/plain", "_LPT1.txt"),
        ("...", "text/plain", "file.txt"),
        ("", "image/png", "file.png"),
        (".htaccess", "text/plain", "htaccess.txt"),
        ("-rf.txt", "text/plain", "-rf.txt"),
        ("foto de la señal ñ.png", "image/png", "foto de la señal ñ.png"),
        ("x" * 300 + ".png", "image/png", "x" * 80 + ".png"),
        (".png", "image/png", "png.png"),
        ("a.txt. . .", "text/plain", "a.txt"),
    ],
    ids=repr,
)
def test_names_become_harmless(name: str, media_type: str, harmless: str):
    assert harmless_name(name=name, media_type=media_type) == harmless
