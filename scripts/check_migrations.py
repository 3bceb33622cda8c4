"""Fail when a model has changed and no migration says so. Needs no database."""

import os
import sys
import warnings
from pathlib import Path

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
# Django would like to compare with what a database has seen; there is none here, and no need.
warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    django.setup()
    call_command("makemigrations", check_changes=True, dry_run=True, interactive=False)
