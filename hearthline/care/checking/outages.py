"""Is it us? Outages and maintenance at the account's address."""

from hearthline.care.checking import asking
from hearthline.care.checking.registry import Case, Finding, check


@check("known_outage", "ok", "bad")
def known_outage(case: Case) -> Finding:
    """Whether an outage or maintenance at the address is under way."""
    for outage in asking.queries().outages_at(account_id=case.account_id, now=case.now):
        if outage.started_at <= case.now and (
            outage.ended_at is None or outage.ended_at > case.now
        ):
            says = "maintenance" if outage.kind == "maintenance" else "outage"
            return Finding("bad", says, {"title": outage.title, "number": outage.number})
    return Finding("ok", "no_outage")
