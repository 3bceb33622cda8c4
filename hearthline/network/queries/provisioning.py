"""Steps, as the people they are for and staff see them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearthline.network.models import NetworkDifference, ProvisioningStep, ProvisioningTry
from hearthline.network.reasons import reason_text

WORK_PAGE_SIZE = 20
State = ProvisioningStep.State
Kind = ProvisioningStep.Kind

KIND_TEXTS: dict[str, Promise] = {
    Kind.ACCESS_GROUP: _("Speed of the internet connection"),
    Kind.TV_ENTITLEMENTS: _("TV channels"),
    Kind.VOICE_SETTINGS: _("Phone settings"),
    Kind.VOICE_LINE: _("Phone line"),
}


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in plain words. `state`: waiting, running, done, failed or handed_over.

    `is_delayed` is whether it was tried in vain and will be tried again; `error` says why.
    """

    id: int
    kind: str
    subject_id: int
    state: str
    attempts: int
    created_at: datetime
    finished_at: datetime | None
    handed_over_at: datetime | None
    next_try_at: datetime
    last_error: str

    @property
    def is_open(self) -> bool:
        """Whether it may still change by itself."""
        return self.state in {State.WAITING, State.RUNNING}

    @property
    def is_delayed(self) -> bool:
        return self.is_open and bool(self.last_error)

    @property
    def title(self) -> str:
        """What it is about."""
        return str(KIND_TEXTS[self.kind])

    @property
    def text(self) -> str:
        """How far it is."""
        match self.state:
            case State.DONE:
                return str(_("In effect"))
            case State.HANDED_OVER:
                return str(_("We couldn't do this ourselves. A person is looking at it."))
            case State.FAILED:
                return str(_("Not done"))
        if self.is_delayed:
            return str(_("Not done yet. We keep trying."))
        return str(_("Being set"))

    @property
    def error(self) -> str:
        """Why the last try was in vain; empty if there was none."""
        return reason_text(self.last_error) if self.last_error else ""


def steps_of(*, account_id: int, reference: str) -> tuple[StepLine, ...]:
    """The steps of a reference in the order in which they run. One query."""
    steps = ProvisioningStep.objects.filter(account_id=account_id, reference=reference)
    return tuple(_line(step) for step in steps.order_by("pk"))


def newest_step(*, account_id: int, kinds: tuple[str, ...], subject_id: int) -> StepLine | None:
    """The newest step about one line, whatever it belongs to. One query."""
    step = (
        ProvisioningStep.objects.filter(
            account_id=account_id, kind__in=kinds, subject_id=subject_id
        )
        .order_by("-pk")
        .first()
    )
    return None if step is None else _line(step)


def _line(step: ProvisioningStep) -> StepLine:
    return StepLine(
        id=step.pk,
        kind=step.kind,
        subject_id=step.subject_id,
        state=step.state,
        attempts=step.attempts,
        created_at=step.created_at,
        finished_at=step.finished_at,
        handed_over_at=step.handed_over_at,
        next_try_at=step.next_try_at,
        last_error=step.last_error,
    )


# -- The work queue --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A step that staff are to see to, or have."""

    step: StepLine
    account_number: str
    account_name: str
    reference: str


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One page of the queue; pages count from 1."""

    lines: tuple[WorkLine, ...]
    page: int
    total: int


@dataclass(frozen=True, slots=True)
class TryLine:
    """One attempt; `error` is empty when it worked or has no end yet."""

    number: int
    begun_at: datetime
    ended_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class WorkDetail:
    """A step with everything that was tried."""

    line: WorkLine
    deadline_at: datetime
    tries: tuple[TryLine, ...]
    resolved_by: str
    note: str

    @property
    def is_for_staff(self) -> bool:
        """Whether somebody has to do something."""
        return self.line.step.state == State.HANDED_OVER


def work_queue(*, state: str = State.HANDED_OVER, kind: str = "", page: int = 1) -> WorkPage:
    """Steps of one state (`trying` for all that are under way), the oldest first. Two queries.

    What is closed comes newest first.
    """
    steps = _work(state)
    if kind:
        steps = steps.filter(kind=kind)
    total = steps.count()
    page = max(1, min(page, -(-total // WORK_PAGE_SIZE)))
    first = (page - 1) * WORK_PAGE_SIZE
    shown = steps.select_related("account")[first : first + WORK_PAGE_SIZE]
    return WorkPage(tuple(_work_line(step) for step in shown), page, total)


def _work(state: str) -> QuerySet[ProvisioningStep]:
    if state == "trying":
        return ProvisioningStep.objects.filter(
            state__in=[State.WAITING, State.RUNNING], attempts__gt=0
        ).order_by("created_at", "pk")
    if state == "closed":
        return ProvisioningStep.objects.filter(resolved_by__isnull=False).order_by("-finished_at")
    return ProvisioningStep.objects.filter(state=State.HANDED_OVER).order_by("handed_over_at", "pk")


def _work_line(step: ProvisioningStep) -> WorkLine:
    return WorkLine(_line(step), step.account.number, step.account.name, step.reference)


def work_detail(*, step_id: int) -> WorkDetail | None:
    """One step for staff, or None. Two queries."""
    step = (
        ProvisioningStep.objects.select_related("account", "resolved_by").filter(pk=step_id).first()
    )
    if step is None:
        return None
    tries = ProvisioningTry.objects.filter(step=step).order_by("number")
    return WorkDetail(
        line=_work_line(step),
        deadline_at=step.deadline_at,
        tries=tuple(
            TryLine(
                entry.number,
                entry.begun_at,
                entry.ended_at,
                reason_text(entry.error) if entry.error else "",
            )
            for entry in tries
        ),
        resolved_by=step.resolved_by.username if step.resolved_by else "",
        note=step.note,
    )


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """Something that reconciling found, and the state of its repair (empty if there is none)."""

    kind: str
    account_number: str
    account_name: str
    wanted: str
    found: str
    found_at: datetime
    step_id: int | None
    step_state: str

    @property
    def title(self) -> str:
        """What it is about."""
        return str(KIND_TEXTS[self.kind])


def newest_differences(*, limit: int = 10) -> tuple[DifferenceLine, ...]:
    """What reconciling found last. One query."""
    found = NetworkDifference.objects.select_related("account", "step").order_by("-found_at", "-pk")
    return tuple(
        DifferenceLine(
            kind=row.kind,
            account_number=row.account.number,
            account_name=row.account.name,
            wanted=row.wanted,
            found=row.found,
            found_at=row.found_at,
            step_id=row.step_id,
            step_state=row.step.state if row.step else "",
        )
        for row in found[:limit]
    )
