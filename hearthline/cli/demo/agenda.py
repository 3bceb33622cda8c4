"""What is going to happen, in the order of time."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from hearthline.kernel.clock import provider_zone

Happening = Callable[[datetime], None]
"""Receives the moment at which it happens."""


@dataclass(slots=True)
class Agenda:
    """Happenings by moment; those of the same moment in the order in which they were added."""

    _coming: list[tuple[datetime, int, Happening]] = field(default_factory=list)
    _added: int = 0

    def add(self, day: date, hour: int, happen: Happening, *, minute: int = 0) -> None:
        """Let something happen at a time of the provider's clock."""
        at = datetime.combine(day, time(hour, minute), provider_zone())
        heapq.heappush(self._coming, (at, self._added, happen))
        self._added += 1

    def run(self, *, until: datetime, progress: Callable[[str], None]) -> None:
        """Let everything until a moment happen, telling of each month. They may add others."""
        month = ""
        while self._coming and self._coming[0][0] <= until:
            at, _, happen = heapq.heappop(self._coming)
            begun = f"{at:%B %Y}"
            if begun != month:
                month = begun
                progress(month)
            happen(at)
