"""Static files are collected when a source, or what handles them, has changed."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_if_changed() -> bool:
    """Collect, compress and name static files by content, unless that was done already.

    Returns:
        Whether there was anything to do.
    """
    root = Path(settings.STATIC_ROOT)
    stamp = root.with_name(root.name + ".stamp")  # beside it: what is in it gets served
    wanted = _fingerprint()
    if stamp.exists() and root.is_dir() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(wanted, encoding="utf-8")
    return True


def _fingerprint() -> str:
    """Changes with any source's name, size or time, and with the packages that handle them."""
    digest = hashlib.sha256()
    for package in ("django", "whitenoise"):
        digest.update(f"{package} {version(package)}\n".encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: str(found[0])):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
