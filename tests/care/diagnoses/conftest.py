"""alice's household and mallory's, each with internet, TV and phone on a network of the test's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from hearthline.care.models import Diagnosis
from hearthline.care.operations import advance_diagnosis, answer_question, start_diagnosis
from hearthline.care.queries import DiagnosisNow, diagnosis_now
from tests.care.diagnoses.network import Network
from tests.conftest import NOW

MOST_TURNS = 400


@pytest.fixture
def network(monkeypatch: Any) -> Network:
    made = Network()
    made.install(monkeypatch)
    return made


@dataclass
class Desk:
    """Runs diagnoses as alice would: presses on, answers, waits."""

    cast: Any
    network: Network
    now: datetime = NOW

    def start(self, kind: str, subject_id: int | None = None) -> str:
        subject = {"tv": 0}.get(kind, 1) if subject_id is None else subject_id
        return start_diagnosis(
            account_id=self.cast.home.pk,
            user_id=self.cast.alice.pk,
            kind=kind,
            subject_id=subject,
            now=self.now,
        )

    def look(self, token: str) -> DiagnosisNow:
        found = diagnosis_now(account_id=self.cast.home.pk, token=token, now=self.now)
        assert found is not None
        return found

    def advance(self, token: str, position: int | None = None) -> bool:
        return advance_diagnosis(
            account_id=self.cast.home.pk,
            user_id=self.cast.alice.pk,
            token=token,
            position=self.look(token).position if position is None else position,
            now=self.now,
        )

    def answer(self, token: str, answer: str, position: int | None = None) -> None:
        answer_question(
            account_id=self.cast.home.pk,
            user_id=self.cast.alice.pk,
            token=token,
            position=self.look(token).position if position is None else position,
            answer=answer,
            now=self.now,
        )

    def run(self, token: str, *answers: str) -> DiagnosisNow:
        """Go on until it is over or asks more than there are answers."""
        left = list(answers)
        for _ in range(MOST_TURNS):
            seen = self.look(token)
            if seen.state == "asking":
                if not left:
                    return seen
                self.answer(token, left.pop(0))
            elif seen.is_over:
                assert not left, f"never asked for {left}"
                return seen
            else:
                self.now += timedelta(seconds=10 if seen.state == "waiting" else 1)
                self.advance(token)
        raise AssertionError("it doesn't end")

    def nodes(self, token: str) -> list[str]:
        steps = Diagnosis.objects.get(token=token).steps.order_by("position")
        return [step.node for step in steps]


@pytest.fixture
def desk(cast: Any, network: Network) -> Desk:
    network.give(cast.home.pk, number=1)
    network.give(cast.other.pk, number=2)
    return Desk(cast, network)
