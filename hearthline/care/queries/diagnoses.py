"""What pages show of diagnoses: where one stands, what it found, all that an account had."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from hearthline.care.checking import said
from hearthline.care.flows.finding import flow_of_text
from hearthline.care.flows.format import DECLINED, LATE, Flow, in_words
from hearthline.care.models import Diagnosis, DiagnosisStep

SHOWN_AS = {"ok": "ok", "warn": "warn", "bad": "bad", "unknown": "info", LATE: "warn"}
"""A result, and the state that the page's components draw it as."""
LISTED = 50


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in plain words; `shown_as` is a state of `ui_status`, `took_s` in seconds."""

    number: int
    kind: str
    title: str
    result: str
    shown_as: str
    words: str
    at: datetime
    took_s: float


@dataclass(frozen=True, slots=True)
class DiagnosisLine:
    """A diagnosis in a list."""

    id: int
    token: str
    kind: str
    kind_name: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    ticket_number: str
    steps: int

    @property
    def is_open(self) -> bool:
        """Whether it isn't over."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class DiagnosisReport:
    """A diagnosis with every result: what a ticket carries and staff look at."""

    id: int
    token: str
    kind: str
    kind_name: str
    state: str
    flow_version: str
    started_at: datetime
    ended_at: datetime | None
    ticket_number: str
    outcome: str
    steps: tuple[StepLine, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that can be given."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class DiagnosisNow:
    """Where a diagnosis stands: what its page shows first, and what was found before.

    `answers` are those of the question at hand; `wait_s` and `wait_share` what is left of a wait;
    `leads_to` where its outcome sends people on to, `outage_number` which outage.
    """

    token: str
    kind: str
    kind_name: str
    state: str
    position: int
    title: str
    text: str
    is_action: bool
    has_outcome: bool
    answers: tuple[Answer, ...]
    wait_s: int
    wait_limit_s: int
    leads_to: str
    outage_number: str
    ticket_number: str
    steps: tuple[StepLine, ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state not in Diagnosis.OPEN

    @property
    def next_number(self) -> int:
        """The step at hand, counted from 1."""
        return self.position + 1

    @property
    def newest_first(self) -> tuple[StepLine, ...]:
        """The steps as the page shows them: what is new stays in sight."""
        return self.steps[::-1]

    @property
    def waited_s(self) -> int:
        """How much of the longest wait has gone by."""
        return self.wait_limit_s - self.wait_s

    @property
    def wait_minutes(self) -> int:
        """What is left of a wait in minutes, rounded up."""
        return -(-self.wait_s // 60)


def kind_name(kind: str) -> str:
    """Internet, TV or phone, in the reader's language."""
    return {"internet": _("Internet"), "tv": _("TV"), "phone": _("Phone")}[kind]


def diagnosis_now(*, account_id: int, token: str, now: datetime) -> DiagnosisNow | None:
    """Where an account's diagnosis stands, or None if it has none with this token."""
    found = (
        Diagnosis.objects.select_related("flow").filter(account_id=account_id, token=token).first()
    )
    if found is None:
        return None
    flow = flow_of_text(found.flow.text)
    node = flow.nodes[found.node]
    done = list(found.steps.exclude(result="").order_by("position"))
    left = (found.deadline_at - now).total_seconds() if found.deadline_at else 0
    return DiagnosisNow(
        token=found.token,
        kind=found.kind,
        kind_name=kind_name(found.kind),
        state=found.state,
        position=len(done),
        title=in_words(node.title),
        text=in_words(node.ask or node.text),
        is_action=node.kind == "action",
        has_outcome=node.kind == "outcome",
        answers=tuple(Answer(name, in_words(words)) for name, words in node.answers.items()),
        wait_s=max(0, round(left)),
        wait_limit_s=node.limit_s,
        leads_to=node.leads_to,
        outage_number=_outage_number(done),
        ticket_number=found.ticket_number,
        steps=tuple(step_lines(flow, done)),
    )


def open_diagnoses(*, account_id: int) -> tuple[DiagnosisLine, ...]:
    """Those of an account that aren't over, newest first."""
    return tuple(line for line in diagnoses_of(account_id=account_id) if line.is_open)


def diagnoses_of(*, account_id: int) -> tuple[DiagnosisLine, ...]:
    """An account's diagnoses, newest first, the last fifty."""
    found = (
        Diagnosis.objects.filter(account_id=account_id)
        .prefetch_related("steps")
        .order_by("-started_at", "-pk")[:LISTED]
    )
    return tuple(
        DiagnosisLine(
            id=one.pk,
            token=one.token,
            kind=one.kind,
            kind_name=kind_name(one.kind),
            state=one.state,
            started_at=one.started_at,
            ended_at=one.ended_at,
            ticket_number=one.ticket_number,
            steps=sum(1 for step in one.steps.all() if step.result),
        )
        for one in found
    )


def diagnosis_report(diagnosis_id: int) -> DiagnosisReport | None:
    """Everything that one diagnosis found, in the reader's language; None if there is no such."""
    found = Diagnosis.objects.select_related("flow").filter(pk=diagnosis_id).first()
    if found is None:
        return None
    flow = flow_of_text(found.flow.text)
    node = flow.nodes[found.node]
    done = found.steps.exclude(result="").order_by("position")
    return DiagnosisReport(
        id=found.pk,
        token=found.token,
        kind=found.kind,
        kind_name=kind_name(found.kind),
        state=found.state,
        flow_version=found.flow.version,
        started_at=found.started_at,
        ended_at=found.ended_at,
        ticket_number=found.ticket_number,
        outcome=in_words(node.title) if node.kind == "outcome" else "",
        steps=tuple(step_lines(flow, done)),
    )


def diagnosis_by_token(*, account_id: int, token: str) -> DiagnosisReport | None:
    """The same, found by what stands in addresses."""
    found = Diagnosis.objects.filter(account_id=account_id, token=token).values_list("pk").first()
    return diagnosis_report(found[0]) if found else None


def ticket_texts(*, diagnosis_id: int) -> tuple[str, str]:
    """Subject and text of the ticket in which a diagnosis ends, in the page's language."""
    report = diagnosis_report(diagnosis_id)
    assert report is not None  # noqa: S101 - written in the transaction that has it locked
    subject = _("%(kind)s: troubleshooting didn't solve it") % {"kind": report.kind_name}
    lines = [_("What guided troubleshooting found:")]
    lines += [f"{step.number}. {step.title} {step.words}" for step in report.steps]
    if not report.steps:
        lines = [_("Nothing was checked: a person was wanted at once.")]
    return subject, "\n".join(lines)


def step_lines(flow: Flow, steps: Iterable[DiagnosisStep]) -> Iterable[StepLine]:
    """Steps in plain words."""
    for step in steps:
        node = flow.nodes[step.node]
        answer = node.answers.get(step.result)
        if answer:
            words = _("You said: %(answer)s") % {"answer": in_words(answer)}
        elif step.result == DECLINED:
            words = _("You didn't want that.")
        else:
            words = said(step.says, step.facts)
        yield StepLine(
            number=step.position + 1,
            kind=step.kind,
            title=in_words(node.title),
            result=step.result,
            shown_as=SHOWN_AS.get(step.result, "") if step.kind != "question" else "",
            words=words,
            at=step.ended_at or step.started_at,
            took_s=step.duration_ms / 1000,
        )


def _outage_number(steps: list[DiagnosisStep]) -> str:
    return next(
        (
            str(step.facts["number"])
            for step in reversed(steps)
            if step.runs == "known_outage" and "number" in step.facts
        ),
        "",
    )
