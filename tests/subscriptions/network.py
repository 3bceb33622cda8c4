"""A network that writes down what is wanted of it, for tests of orders alone."""

from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any


@dataclass
class Network:
    """What was wanted, in order; `state` is what each step is in."""

    wanted: list[tuple[Any, ...]] = field(default_factory=list)
    state: str = "done"
    steps: dict[str, list[str]] = field(default_factory=dict)

    def install(self, monkeypatch: Any) -> None:
        from hearthline.network import operations, queries

        for name in ("ensure_connection", "end_connection", "set_tv_channels", "end_phone_line"):
            monkeypatch.setattr(operations, name, self._wish(name), raising=False)
        monkeypatch.setattr(queries, "steps_of", self.steps_of, raising=False)

    def _wish(self, name: str) -> Any:
        def wish(*, account_id: int, reference: str, now: datetime, **more: Any) -> int:
            kind = "tv_entitlements" if name == "set_tv_channels" else "access_group"
            self.wanted.append((name, *more.values()))
            self.steps.setdefault(reference, []).append(kind)
            return len(self.wanted)

        return wish

    def steps_of(self, *, account_id: int, reference: str) -> tuple[Any, ...]:
        return tuple(
            SimpleNamespace(kind=kind, state=self.state, finished_at=None, is_delayed=False)
            for kind in self.steps.get(reference, [])
        )
