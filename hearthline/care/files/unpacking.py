"""A program of its own: a picture in, the same picture made anew out.

Unpacking a hostile file may take any amount of time and memory, or crash. Here it takes seconds
and a bounded amount at most, and takes nobody down with it. It imports nothing of Hearthline.
Ends with `TOO_MANY_PIXELS` or `DAMAGED` where there is no picture to give.
"""

import io
import json
import resource
import sys
import warnings

from PIL import Image, ImageOps

TOO_MANY_PIXELS, DAMAGED = 3, 4
CPU_S = 8
MEMORY_BYTES = 1_500_000_000
"""Address space, of which the libraries alone take a good part."""
SIDE_PX = 2560
"""Pictures are made no larger: a screen's worth."""
_ORIENTATION = 0x0112
_PLAIN = {"RGB", "RGBA"}


def made_anew(packed: bytes, most_pixels: int) -> bytes:
    """The picture as JPEG or PNG behind a line of JSON: `media_type`, `width_px`, `height_px`."""
    with Image.open(io.BytesIO(packed), formats=["JPEG", "PNG", "WEBP", "GIF"]) as opened:
        is_jpeg = opened.format in {"JPEG", "MPO"}
        # A JPEG needn't be unpacked larger than it will be; the others must.
        if opened.width * opened.height > (most_pixels if is_jpeg else most_pixels // 2):
            sys.exit(TOO_MANY_PIXELS)
        if is_jpeg:
            opened.draft("RGB", (SIDE_PX, SIDE_PX))
        opened.load()
        turned = opened.getexif().get(_ORIENTATION)
        has_holes = opened.mode in {"RGBA", "LA", "PA"} or "transparency" in opened.info
        as_jpeg = is_jpeg or (opened.format == "WEBP" and not has_holes)
        is_plain = opened.mode in _PLAIN and "transparency" not in opened.info
        picture = opened if is_plain else opened.convert("RGBA" if has_holes else "RGB")
        picture.thumbnail((SIDE_PX, SIDE_PX))
        # Only the pixels go over: nothing that the library carries along with a picture.
        bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    if turned:  # the one thing in the metadata that changes what people see
        bare.getexif()[_ORIENTATION] = turned
        bare = ImageOps.exif_transpose(bare)
        bare = Image.frombytes(bare.mode, bare.size, bare.tobytes())
    made = io.BytesIO()
    if as_jpeg:
        bare.save(made, "JPEG", quality=85)
    else:
        bare.save(made, "PNG")
    media_type = "image/jpeg" if as_jpeg else "image/png"
    facts = {"media_type": media_type, "width_px": bare.width, "height_px": bare.height}
    return json.dumps(facts).encode() + b"\n" + made.getvalue()


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # judged above, by what the caller says
    packed = sys.stdin.buffer.read()
    try:
        made = made_anew(packed, int(sys.argv[1]))
    # The library raises whatever comes up inside a broken or hostile file.
    except Exception:  # noqa: BLE001
        sys.exit(DAMAGED)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    _main()
