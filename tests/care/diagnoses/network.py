# ruff: noqa: ARG002 - the contract's arguments, most of which this needs not
"""A network that does what a test says, in the words of the network room's contract."""

import time
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from hearthline.care.operations import tickets
from hearthline.network import operations, queries
from hearthline.network.errors import NetworkUnavailable, UnableToRestart


@dataclass
class Network:
    """What the systems would say. `down` names those that don't answer; `hangs_s` how slowly."""

    connections: dict[int, list[Any]] = field(default_factory=dict)
    phone_lines: dict[int, list[Any]] = field(default_factory=dict)
    tvs: dict[int, Any] = field(default_factory=dict)
    outages: list[Any] = field(default_factory=list)
    state: str = "online"
    drops: int = 0
    refusals: int = 0
    used_bytes: int = 10**9
    allowance_bytes: int | None = None
    tv_in_step: bool = True
    is_registered: bool = True
    from_right_place: bool | None = True
    restart_takes: int = 2
    refuses_restart: str = ""
    down: set[str] = field(default_factory=set)
    hangs_s: float = 0
    asked: list[str] = field(default_factory=list)
    restarts: list[int] = field(default_factory=list)
    sent: int = 0
    tickets: list[dict[str, Any]] = field(default_factory=list)
    no_tickets: bool = False

    def ask(self, system: str, what: str) -> None:
        self.asked.append(what)
        if system in self.down:
            time.sleep(self.hangs_s)
            raise NetworkUnavailable(system)

    # -- queries
    def connections_of(self, account_id: int) -> tuple[Any, ...]:
        return tuple(self.connections.get(account_id, ()))

    def phone_lines_of(self, account_id: int) -> tuple[Any, ...]:
        return tuple(self.phone_lines.get(account_id, ()))

    def tv_of(self, account_id: int) -> Any:
        return self.tvs.get(account_id)

    def outages_at(self, account_id: int, now: datetime) -> tuple[Any, ...]:
        return tuple(self.outages)

    def connection_now(self, account_id: int, connection_id: int, now: datetime) -> Any:
        since = None if self.state == "unknown" else now
        return SimpleNamespace(state=self.state, since_at=since, last_heard_at=now)

    def drops_between(self, connection_id: int, since: datetime, until: datetime) -> Any:
        return tuple(range(self.drops))

    def sessions_between(self, connection_id: int, since: datetime, until: datetime) -> Any:
        return ("a session",)

    def usage_of_month(self, account_id: int, connection_id: int, month: Any, now: Any) -> Any:
        return SimpleNamespace(
            down_bytes=self.used_bytes, up_bytes=0, allowance_bytes=self.allowance_bytes
        )

    # -- operations
    def refresh_connection(self, *, connection_id: int, now: datetime) -> None:
        self.ask("access", "refresh")

    def recent_refusals(self, *, connection_id: int, since: datetime, now: datetime) -> Any:
        self.ask("access", "refusals")
        return tuple(range(self.refusals))

    def restart_connection(self, **arguments: Any) -> int:
        self.ask("access", "restart")
        if self.refuses_restart:
            raise UnableToRestart(self.refuses_restart)
        self.restarts.append(arguments["connection_id"])
        return len(self.restarts)

    def restart_progress(self, *, account_id: int, restart_id: int, now: datetime) -> Any:
        self.restart_takes -= 1
        return SimpleNamespace(state="done" if self.restart_takes <= 0 else "waiting")

    def check_tv(self, *, account_id: int, now: datetime) -> Any:
        self.ask("tv", "tv")
        missing = () if self.tv_in_step else ("news",)
        return SimpleNamespace(is_entitled=True, in_step=self.tv_in_step, missing=missing, extra=())

    def resend_tv(self, *, account_id: int, reference: str, now: datetime) -> None:
        self.sent += 1
        self.tv_in_step = True

    def check_phone(self, *, account_id: int, line_id: int, now: datetime) -> Any:
        self.ask("voice", "phone")
        return SimpleNamespace(
            is_registered=self.is_registered, from_right_place=self.from_right_place
        )

    def change_phone_line(self, *, account_id: int, wanted: Any, **more: Any) -> None:
        line = self.phone_lines[account_id][0]
        line.forwarding = wanted.forwarding

    def open_ticket(self, **arguments: Any) -> str:
        if self.no_tickets:
            raise RuntimeError("no tickets today")
        for ticket in self.tickets:
            assert ticket["diagnosis_id"] != arguments["diagnosis_id"], "a second ticket"
        self.tickets.append(arguments)
        return f"70000{len(self.tickets):04d}"

    def install(self, monkeypatch: Any) -> None:
        """Stand in for the rooms below, name by name."""
        for name in ("connections_of", "phone_lines_of", "tv_of", "outages_at", "connection_now",
                     "drops_between", "sessions_between", "usage_of_month"):  # fmt: skip
            monkeypatch.setattr(queries, name, getattr(self, name))
        for name in ("refresh_connection", "recent_refusals", "restart_connection",
                     "restart_progress", "check_tv", "resend_tv", "check_phone",
                     "change_phone_line"):  # fmt: skip
            monkeypatch.setattr(operations, name, getattr(self, name))
        monkeypatch.setattr(tickets, "open_ticket", self.open_ticket)

    def give(self, account_id: int, *, number: int) -> None:
        """An account gets a connection, TV and a phone line."""
        self.connections[account_id] = [
            SimpleNamespace(id=number, plan_name="Fiber 500", service_identifier=f"ONT-{number}")
        ]
        self.tvs[account_id] = SimpleNamespace(id=number, channels=("news", "films"))
        self.phone_lines[account_id] = [
            SimpleNamespace(
                id=number,
                number_text="(217) 555-0142",
                forwarding="off",
                forwarding_to="",
                forwarding_to_text="(217) 555-0199",
                has_voicemail=False,
                blocks_anonymous=False,
                is_confirmed=True,
            )
        ]
