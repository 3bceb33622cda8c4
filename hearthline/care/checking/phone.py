"""Is it the phone line? Its registration, and what of its settings is in the way."""

from hearthline.care.checking.registry import Case, Finding, action, check
from hearthline.network import operations, queries
from hearthline.network.operations import CallHandling, UnableToChangePhone
from hearthline.network.queries import PhoneLineLine


def _line(case: Case) -> PhoneLineLine | None:
    lines = queries.phone_lines_of(account_id=case.account_id)
    return next((line for line in lines if line.id == case.subject_id), None)


@check("phone_registered", "ok", "bad", asks="voice")
def phone_registered(case: Case) -> Finding:
    """Whether the line is registered with the telephone system, asked live."""
    line = _line(case)
    if line is None:
        return Finding("unknown", "no_line")
    seen = operations.check_phone(account_id=case.account_id, line_id=line.id, now=case.now)
    if not seen.is_registered:
        return Finding("bad", "not_registered")
    return Finding("ok", "registered", {"from_right_place": seen.from_right_place})


@check("phone_place", "ok", "bad")
def phone_place(case: Case) -> Finding:
    """Whether it is registered from the account's own connection, as just found."""
    is_right = case.earlier.get("phone_registered", {}).get("from_right_place")
    if is_right is None:
        return Finding("unknown", "place_not_known")
    return Finding("ok", "right_place") if is_right else Finding("bad", "wrong_place")


@check("phone_forwarding", "ok", "warn", "bad")
def phone_forwarding(case: Case) -> Finding:
    """Whether calls go elsewhere: all of them, or some."""
    line = _line(case)
    if line is None:
        return Finding("unknown", "no_line")
    if line.forwarding == "off":
        return Finding("ok", "no_forwarding")
    facts = {"number": line.forwarding_to_text}
    if line.forwarding == "always":
        return Finding("bad", "forwards_all", facts)
    return Finding("warn", "forwards_some", facts)


@check("phone_blocking", "ok", "warn")
def phone_blocking(case: Case) -> Finding:
    """Whether calls without a number are turned away."""
    line = _line(case)
    if line is None:
        return Finding("unknown", "no_line")
    if line.blocks_anonymous:
        return Finding("warn", "blocks_anonymous")
    return Finding("ok", "no_blocking")


@action("stop_forwarding", "ok", "bad")
def stop_forwarding(case: Case) -> Finding:
    """Switch call forwarding off; everything else about the line stays as it is."""
    line = _line(case)
    if line is None:
        return Finding("unknown", "no_line")
    wanted = CallHandling(
        has_voicemail=line.has_voicemail,
        blocks_anonymous=line.blocks_anonymous,
        forwarding="off",
        forwarding_to=line.forwarding_to,
    )
    try:
        operations.change_phone_line(
            account_id=case.account_id,
            line_id=line.id,
            user_id=case.user_id,
            wanted=wanted,
            now=case.now,
        )
    except UnableToChangePhone:
        return Finding("bad", "forwarding_not_allowed")
    return Finding("ok", "forwarding_off")


@check("phone_settled", "ok", "warn")
def phone_settled(case: Case) -> Finding:
    """Whether the telephone system was seen to have the line's settings."""
    line = _line(case)
    if line is None:
        return Finding("unknown", "no_line")
    return Finding("ok", "settled") if line.is_confirmed else Finding("warn", "not_settled")


@check("phone_back", "ok", "warn", asks="voice")
def phone_back(case: Case) -> Finding:
    """`phone_registered` for waiting: while it isn't registered, it isn't back yet."""
    found = phone_registered(case)
    return found if found.result != "bad" else Finding("warn", found.says, found.facts)
