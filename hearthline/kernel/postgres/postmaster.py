"""Telling a living server from the traces of a dead one."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

_STATUS_LINE = 7  # of postmaster.pid, counted from 0; pg_ctl reads the same


@dataclass(frozen=True, slots=True)
class Postmaster:
    """A server's first process: its number and what it says it is doing."""

    pid: int
    status: str

    def send(self, signal_number: int) -> None:
        """Send a signal, unless it has ended meanwhile."""
        try:
            os.kill(self.pid, signal.Signals(signal_number))
        except ProcessLookupError:
            return


def postmaster(data: Path) -> Postmaster | None:
    """The living server of a cluster, or None.

    `postmaster.pid` outlives a killed server, and its number may belong to anyone by now; so the
    process must also be a `postgres` that was started for this very folder.
    """
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    if not _serves(pid, data):
        return None
    status = lines[_STATUS_LINE].strip() if len(lines) > _STATUS_LINE else "starting"
    return Postmaster(pid=pid, status=status)


def orphans(data: Path) -> list[Postmaster]:
    """Processes that still work in a cluster's folder, such as children of a killed server."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                inside = (entry / "cwd").readlink() == data
            except OSError:  # gone, or somebody else's
                continue
            if inside:
                found.append(Postmaster(pid=int(entry.name), status="left over"))
    return found


def _serves(pid: int, data: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return words[0].endswith(b"/postgres") and os.fsencode(data) in words
