"""Is it TV? What the account is entitled to, and whether the TV system has it."""

from hearthline.care.checking import asking
from hearthline.care.checking.registry import Case, Finding, action, check


@check("tv_entitled", "ok", "bad")
def tv_entitled(case: Case) -> Finding:
    """Whether the account has TV with any channels, as we know it."""
    tv = asking.queries().tv_of(account_id=case.account_id)
    if tv is None or not tv.channels:
        return Finding("bad", "tv_not_entitled")
    return Finding("ok", "tv_entitled", {"channels": len(tv.channels)})


@check("tv_delivered", "ok", "bad", asks="tv")
def tv_delivered(case: Case) -> Finding:
    """Whether the TV system has what the account is entitled to, asked live."""
    seen = asking.operations().check_tv(account_id=case.account_id, now=case.now)
    if seen.in_step:
        return Finding("ok", "tv_in_step")
    facts = {"missing": list(seen.missing), "extra": list(seen.extra)}
    return Finding("bad", "tv_not_in_step", facts)


@action("send_channels", "ok", "bad", asks="tv")
def send_channels(case: Case) -> Finding:
    """Send the account's channels to the TV system once more."""
    asking.operations().resend_tv(
        account_id=case.account_id, reference=f"diagnosis:{case.token}", now=case.now
    )
    return Finding("ok", "tv_sent")


@check("tv_arrived", "ok", "warn", asks="tv")
def tv_arrived(case: Case) -> Finding:
    """`tv_delivered` for waiting: what was sent may take a moment."""
    found = tv_delivered(case)
    return found if found.result != "bad" else Finding("warn", found.says, found.facts)
