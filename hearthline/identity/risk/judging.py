"""A judgement: which rules hold, how many points that makes, and what follows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt

from hearthline.identity.geo import Whereabouts
from hearthline.identity.queries.facts import facts_of
from hearthline.identity.risk.facts import Facts, RequestFacts
from hearthline.identity.risk.rules import Rule, Rules, current_rules
from hearthline.kernel.clock import provider_zone

_EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """How unusual a sign-in is.

    Attributes:
        score: the points of the rules that hold.
        reasons: the names of those rules.
        needs_second_step: it is unusual enough to ask for one.
        is_told: it is unusual enough to tell the person.
    """

    score: int
    reasons: tuple[str, ...]
    needs_second_step: bool
    is_told: bool = False


USUAL = Judgement(0, (), needs_second_step=False)


@dataclass(frozen=True, slots=True)
class _Case:
    facts: Facts
    said: RequestFacts
    method: str
    now: datetime


def judge_sign_in(
    *,
    user_id: int,
    method: str,
    request_facts: RequestFacts,
    now: datetime,
    rules: Rules | None = None,
) -> Judgement:
    """Judge a sign-in whose first factor was right. The very first one is never unusual.

    Args:
        user_id: who signs in.
        method: one of `SignIn.Method`.
        request_facts: what the request says; with `facts` in it, no row is read.
        now: when.
        rules: for tests; else those that hold.
    """
    facts = request_facts.facts
    if facts is None:
        facts = facts_of(
            user_id=user_id,
            browser_hash=request_facts.browser_hash,
            network_key=request_facts.network_key,
            now=now,
        )
    rules = rules or current_rules()
    case = _Case(facts, request_facts, method, now)
    reasons = [name for name, rule in rules.rules.items() if _TESTS[name](case, rule)]
    if not reasons:
        return USUAL
    score = sum(rules.rules[name].points for name in reasons)
    return Judgement(
        score=score,
        reasons=tuple(reasons),
        needs_second_step=score >= rules.second_step_at,
        is_told=score >= rules.tell_at,
    )


def _new_device(case: _Case, _rule: Rule) -> bool:
    return case.facts.has_signed_in and not case.facts.is_known_browser


def _new_country(case: _Case, _rule: Rule) -> bool:
    known = case.facts.countries | {case.facts.last_country} - {""}
    return bool(known and case.said.where.country and case.said.where.country not in known)


def _impossible_travel(case: _Case, rule: Rule) -> bool:
    facts = case.facts
    last = Whereabouts("", "", facts.last_latitude, facts.last_longitude)
    distance = distance_km(last, case.said.where)
    if distance is None or facts.last_at is None or distance < rule.numbers["shortest_km"]:
        return False
    hours = max((case.now - facts.last_at) / timedelta(hours=1), 0.0)
    return distance > rule.numbers["fastest_km_per_h"] * hours


def _many_failures(case: _Case, rule: Rule) -> bool:
    return case.facts.failures >= rule.numbers["failures"]


def _attacking_network(case: _Case, rule: Rule) -> bool:
    return case.facts.network_failures >= rule.numbers["failures"]


def _breached_password(case: _Case, _rule: Rule) -> bool:
    return case.said.is_breached


def _after_reset(case: _Case, rule: Rule) -> bool:
    reset_at = case.facts.reset_at
    return (
        case.method == "password"
        and reset_at is not None
        and case.now - reset_at < timedelta(hours=rule.numbers["hours"])
        and _new_device(case, rule)
    )


def _odd_hour(case: _Case, rule: Rule) -> bool:
    hour = case.now.astimezone(provider_zone()).hour
    begin, end = rule.numbers["from_hour"], rule.numbers["to_hour"]
    is_within = begin <= hour < end if begin <= end else hour >= begin or hour < end
    return is_within and _new_device(case, rule)


_TESTS: dict[str, Callable[[_Case, Rule], bool]] = {
    "new_device": _new_device,
    "new_country": _new_country,
    "impossible_travel": _impossible_travel,
    "many_failures": _many_failures,
    "attacking_network": _attacking_network,
    "breached_password": _breached_password,
    "after_reset": _after_reset,
    "odd_hour": _odd_hour,
}


def distance_km(one: Whereabouts, other: Whereabouts) -> float | None:
    """The way between two places over the earth's surface; None where one isn't known."""
    if (
        one.latitude is None
        or one.longitude is None
        or other.latitude is None
        or other.longitude is None
    ):
        return None
    north, other_north = radians(one.latitude), radians(other.latitude)
    half = sin((other_north - north) / 2) ** 2
    across = sin(radians(other.longitude - one.longitude) / 2) ** 2
    chord = half + cos(north) * cos(other_north) * across
    return 2 * _EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))
