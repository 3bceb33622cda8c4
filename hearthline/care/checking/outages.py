"""Is it us? Outages and maintenance at the account's address."""

from typing import Any

from django.conf import settings
from django.utils import translation

from hearthline.care.checking.registry import Case, Finding, check
from hearthline.network import queries


@check("known_outage", "ok", "bad")
def known_outage(case: Case) -> Finding:
    """Whether an outage or maintenance at the address is under way."""
    for outage in queries.outages_at(account_id=case.account_id, now=case.now):
        if outage.started_at <= case.now and (
            outage.ended_at is None or outage.ended_at > case.now
        ):
            says = "maintenance" if outage.kind == "maintenance" else "outage"
            return Finding(
                "bad", says, {"title": _in_all_languages(outage.title), "number": outage.number}
            )
    return Finding("ok", "no_outage")


def _in_all_languages(text: Any) -> dict[str, str]:
    """What is found is kept, and read later by people of either language."""
    found = {}
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            found[language] = str(text)
    return found
