"""Settings of the tests: the product's own, with every outside system simulated."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

DATA = tempfile.mkdtemp(prefix="hl-data-")
Path(DATA, "static").mkdir()
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
os.environ |= {
    "DEMO": "1",
    "SECRET_KEY": "a-secret-key-for-the-tests-only-and-nothing-else",
    "SITE_URL": "http://testserver",
    "EXTRA_HOSTS": "testserver,localhost,127.0.0.1",
    "DATABASE_URL": "",
    "DATABASE_OWNER_URL": "",
    "HEARTHLINE_DATA": os.environ.get("HEARTHLINE_TEST_DATA") or DATA,
    "LOG_LEVEL": "ERROR",
    "DEBUG": "0",
}

from hearthline.config.settings import *  # noqa: E402, F403 - the environment comes first

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
