"""A pretend telephone system for the demo: books of its own in an SQLite file, no calls."""

import json
import zlib
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from hearthline.kernel.simulated.books import Books
from hearthline.network.adapters.voice import LineSettings, Registration
from hearthline.network.errors import NetworkRefused, NetworkUnavailable

_REGISTERED_FOR_S = 3600
_LONGEST_S = 3600


class AddressAtHome(Protocol):
    """From which IP address an adapter at home registers now; None if it can't."""

    def __call__(self, *, number: str, now: datetime) -> str | None: ...


def _nobody_knows(*, number: str, now: datetime) -> str | None:
    del number, now
    return ""


class SimulatedVoice:
    """Keeps what it is told and answers at once, unless its mood says otherwise."""

    name = "simulated"

    def __init__(self, *, folder: Path, address_at_home: AddressAtHome | None = None) -> None:
        """Open the books.

        Args:
            folder: where they lie.
            address_at_home: from which IP address an adapter at home would register a number;
                None if it could not, empty if nobody knows.
        """
        self._books = Books(folder, Path(__file__).with_suffix(".sql"))
        self._address_at_home = address_at_home or _nobody_knows

    def registrations(self, number: str, *, now: datetime) -> tuple[Registration, ...]:
        self._suffer()
        has = self.settings_of([number]).get(number)
        with self._books.transaction() as connection:
            row = connection.execute(
                "SELECT address, user_agent FROM registrations WHERE number = ?", (number,)
            ).fetchone()
        if row is None or has is None or not has.is_in_service:
            return ()
        address = row["address"] or self._address_at_home(number=number, now=now)
        if address is None:
            return ()
        # Each adapter renews in a rhythm of its own: the same number always says the same.
        left = _LONGEST_S - zlib.crc32(number.encode()) % (_REGISTERED_FOR_S // 2)
        return (Registration(address, left, row["user_agent"]),)

    def apply_settings(self, wanted: LineSettings) -> None:
        self._suffer()
        with self._books.transaction() as connection:
            if self._mood(connection) == "lies":
                return
            row = connection.execute(
                "SELECT revision FROM lines WHERE number = ?", (wanted.number,)
            ).fetchone()
            if row is not None and row["revision"] > wanted.revision:
                return
            connection.execute(
                "INSERT OR REPLACE INTO lines VALUES (?, ?, ?)",
                (wanted.number, wanted.revision, json.dumps(asdict(wanted))),
            )

    def settings_of(self, numbers: Collection[str]) -> dict[str, LineSettings]:
        self._suffer()
        wanted = set(numbers)
        with self._books.transaction() as connection:
            rows = connection.execute("SELECT number, settings FROM lines").fetchall()
        return {
            row["number"]: LineSettings(**json.loads(row["settings"]))
            for row in rows
            if row["number"] in wanted
        }

    # -- what makes it a pretend one ---------------------------------------------------------------
    def plug_in(self, devices: Mapping[str, tuple[str, str]]) -> None:
        """Have numbers registered: from which IP address (empty: at home), by what adapter."""
        with self._books.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO registrations VALUES (?, ?, ?)",
                [(number, *device) for number, device in devices.items()],
            )

    def behave(self, behaviour: str) -> None:
        """`down`, `refuses` or `lies` from now on; empty for well."""
        with self._books.transaction() as connection:
            connection.execute("DELETE FROM mood")
            if behaviour:
                connection.execute("INSERT INTO mood VALUES (?)", (behaviour,))

    def _suffer(self) -> None:
        with self._books.transaction() as connection:
            mood = self._mood(connection)
        if mood == "down":
            raise NetworkUnavailable("voice_no_answer")
        if mood == "refuses":
            raise NetworkRefused("voice_refused")

    @staticmethod
    def _mood(connection: Any) -> str:
        row = connection.execute("SELECT behaviour FROM mood").fetchone()
        return "" if row is None else str(row["behaviour"])
