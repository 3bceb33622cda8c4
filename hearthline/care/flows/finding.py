"""Which flow holds for each kind: a provider's own file, or the one that comes with Hearthline."""

import logging
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from hearthline.care.checking import known_actions, known_checks
from hearthline.care.flows.format import KINDS, Flow, Problem, UnableToReadFlow
from hearthline.care.flows.reading import read_flow
from hearthline.care.flows.validating import problems_of

logger = logging.getLogger(__name__)
SHIPPED = Path(__file__).parent


def flow_files() -> dict[str, Path]:
    """The file that holds for each kind of trouble."""
    own = Path(settings.FLOWS_DIR)
    return {
        kind: own / f"{kind}.toml" if (own / f"{kind}.toml").exists() else SHIPPED / f"{kind}.toml"
        for kind in KINDS
    }


def valid_flow(text: str, *, source: str) -> Flow:
    """Read a flow and hold it against everything that must be true of one.

    Raises:
        UnableToReadFlow: something is wrong with it.
    """
    flow = read_flow(text, source=source)
    problems = problems_of(flow, checks=known_checks(), actions=known_actions())
    if problems:
        raise UnableToReadFlow(source, problems)
    return flow


def current_flow(*, kind: str) -> tuple[Flow, str]:
    """The flow that new diagnoses of a kind begin with, and its text.

    A provider's file that is broken is logged and left aside: whoever has no internet must not
    find troubleshooting broken too.
    """
    path = flow_files()[kind]
    try:
        text = path.read_text(encoding="utf-8")
        return of_kind(valid_flow_once(text, path.name), kind, path.name), text
    except (OSError, UnicodeDecodeError, UnableToReadFlow) as error:
        if path.parent == SHIPPED:
            raise
        # The message says it all: where in the file, and what to do.
        logger.error("flow left aside, the one that comes along is used: %s", error)  # noqa: TRY400
    path = SHIPPED / f"{kind}.toml"
    text = path.read_text(encoding="utf-8")
    return valid_flow_once(text, path.name), text


def of_kind(flow: Flow, kind: str, source: str) -> Flow:
    """The flow, if it is of the kind that its file's name says.

    Raises:
        UnableToReadFlow: it isn't.
    """
    if flow.kind != kind:
        what = f"the file of {kind} has a flow of {flow.kind}: rename it, or change `kind`"
        raise UnableToReadFlow(source, [Problem("", what)])
    return flow


@lru_cache(maxsize=32)
def valid_flow_once(text: str, source: str) -> Flow:
    """`valid_flow`, remembered."""
    return valid_flow(text, source=source)


@lru_cache(maxsize=64)
def flow_of_text(text: str) -> Flow:
    """A flow that was valid when its diagnosis began; what it names may have gone since.

    Raises:
        UnableToReadFlow: this version of Hearthline can't read it any more.
    """
    return read_flow(text, source="stored flow")
