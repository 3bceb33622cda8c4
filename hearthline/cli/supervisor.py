"""Keeps a few child processes running, passes on what they say, and ends them together."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from hearthline.cli import environment

_PULSE_S = 0.2
_GRACE_S = 6.0
"""How long children may take to finish what they are doing; longer than their own patience."""
_LONGEST_WAIT_S = 30.0
_STEADY_S = 60.0
"""A child that ran this long starts with a clean record."""


def say(text: str) -> None:
    """Print a line at once. Nobody listening any more is no reason to stop serving."""
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except OSError:
        return


@dataclass(slots=True)
class Child:
    """One process that should be running."""

    name: str
    arguments: tuple[str, ...]
    process: "subprocess.Popen[bytes] | None" = None
    failures: int = 0
    started_at: float = 0.0
    start_at: float = 0.0
    rest: bytes = field(default=b"", repr=False)


class Supervisor:
    """Runs children until it is asked to stop; `watch` is called with each pulse."""

    def __init__(self, children: list[Child], watch: Callable[[], None]) -> None:
        self.children = children
        self._watch = watch
        self._selector = selectors.DefaultSelector()
        self._asked = 0

    def ask_to_stop(self) -> None:
        """Stop in order; asked twice, stop at once."""
        self._asked += 1

    def run(self) -> None:
        """Keep the children running until asked to stop."""
        try:
            while not self._asked:
                self._start_due()
                self._pass_on_output(_PULSE_S)
                self._notice_ends()
                self._watch()
        finally:
            self._end_all()

    def _start_due(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.process is None and now >= child.start_at:
                child.started_at = now
                child.process = launch(child.arguments, errors=subprocess.STDOUT)
                if child.process.stdout:
                    os.set_blocking(child.process.stdout.fileno(), False)
                    self._selector.register(child.process.stdout, selectors.EVENT_READ, child)

    def _notice_ends(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.process is None or child.process.poll() is None:
                continue
            code = child.process.returncode
            end_group(child.process)  # its own children would keep its port
            self._forget(child)
            child.failures = 1 if now - child.started_at > _STEADY_S else child.failures + 1
            wait_s = min(0.5 * 2 ** (child.failures - 2), _LONGEST_WAIT_S)
            child.start_at = now + (wait_s if child.failures > 1 else 0)
            why = f"was killed by signal {-code}" if code < 0 else f"ended with {code}"
            say(f"{child.name:8}| {why}; starting it again")

    def _pass_on_output(self, wait_s: float) -> None:
        if not self._selector.get_map():
            time.sleep(wait_s)
            return
        for key, _ in self._selector.select(wait_s):
            self._read(key.data)

    def _read(self, child: Child) -> None:
        if child.process is None or child.process.stdout is None:
            return
        try:
            found = os.read(child.process.stdout.fileno(), 65536)
        except BlockingIOError:
            return
        if not found:
            self._stop_listening(child.process)
            return
        *lines, child.rest = (child.rest + found).split(b"\n")
        for line in lines:
            say(f"{child.name:8}| {line.decode(errors='replace')}")

    def _forget(self, child: Child) -> None:
        if child.process and child.process.stdout:
            self._read(child)
            self._stop_listening(child.process)
            child.process.stdout.close()
        child.process = None

    def _stop_listening(self, process: "subprocess.Popen[bytes]") -> None:
        if process.stdout and process.stdout in self._selector.get_map():
            self._selector.unregister(process.stdout)

    def _end_all(self) -> None:
        running = [child for child in self.children if child.process]
        for child in running:
            if child.process:
                child.process.terminate()
        deadline = time.monotonic() + _GRACE_S
        while self._asked <= 1 and time.monotonic() < deadline:
            self._pass_on_output(0.02)
            if all(child.process and child.process.poll() is not None for child in running):
                break
        for child in running:
            if child.process:
                end_group(child.process)
                child.process.wait()
                self._forget(child)


def launch(arguments: tuple[str, ...], *, errors: int | None) -> "subprocess.Popen[bytes]":
    """Start one of our own commands in a group of its own, so that Ctrl-C reaches only us.

    Its output comes to us through a pipe; its errors go to `errors`, or to where ours go.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "hearthline.cli", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        start_new_session=True,
        env={**os.environ, environment.SUPERVISOR: str(os.getpid()), "PYTHONUNBUFFERED": "1"},
    )


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """End what is left of a process and all that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
