"""A name for a file that no system stumbles over and that says what the file is."""

import re
import unicodedata

MOST_LETTERS = 80
ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "application/pdf": (".pdf",),
    "text/plain": (".txt", ".log"),
}
"""For each media type the endings that are right; the first is given where none is there."""
_FOLDERS = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*%;`$&]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\..*)?", re.IGNORECASE)
# Letters, marks, numbers, punctuation, symbols and plain spaces: no control characters, nothing
# that turns the direction of writing around, nothing invisible.
_SHOWN = {"L", "M", "N", "P", "S"}


def harmless_name(*, name: str, media_type: str) -> str:
    """What a file is called from now on: never a path, never another type's ending.

    `../../etc/passwd` becomes `passwd.txt`, `bill.exe` that holds text `bill.exe.txt`, `CON`
    `_CON.txt`.
    """
    text = unicodedata.normalize("NFC", _FOLDERS.split(name)[-1][:1000])
    shown = "".join(letter if letter != "\t" else " " for letter in text if _is_shown(letter))
    plain = " ".join(_FORBIDDEN.sub("_", shown).split()).strip(". ")
    endings = ENDINGS[media_type]
    stem, ending = plain, endings[0]
    for known in endings:
        if plain.lower().endswith(known) and len(plain) > len(known):
            stem, ending = plain[: -len(known)], known
    # A picture made anew keeps its name and gets its new ending.
    if media_type.startswith("image/"):
        stem = re.sub(r"\.(jpe?g|png|webp|gif|jfif)$", "", stem, flags=re.IGNORECASE)
    stem = stem.strip(". ")[:MOST_LETTERS].rstrip(". ") or "file"
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    return stem + ending


def _is_shown(letter: str) -> bool:
    return letter in {" ", "\t"} or unicodedata.category(letter)[0] in _SHOWN
