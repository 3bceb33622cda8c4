"""What is said of each finding, in plain words; facts are filled in by name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hearthline.care.flows.format import in_words
from hearthline.design.formats import moment_text

SAID = {
    # Whatever couldn't be found out.
    "unanswered": _("We couldn't find this out."),
    "unanswered_access": _(
        "We couldn't find this out: the system that knows your connection doesn't answer."
    ),
    "unanswered_tv": _("We couldn't find this out: the TV system doesn't answer."),
    "unanswered_voice": _("We couldn't find this out: the telephone system doesn't answer."),
    "interrupted": _("This was interrupted. We don't know whether it was done."),
    # Outages and the account.
    "no_outage": _("No outage is known at your address."),
    "outage": _("There is an outage at your address: %(title)s."),
    "maintenance": _("We are working on the network at your address: %(title)s."),
    "not_restricted": _("Your account is in order; nothing is held back."),
    "restricted": _("Your service is restricted because a bill is overdue."),
    "suspended": _("Your account is suspended because a bill is overdue."),
    "closed": _("Your account is closed."),
    # Internet.
    "no_connection": _("We see no internet connection on your account."),
    "online": _("Your connection is online since %(since_at)s."),
    "online_only": _("Your connection is online."),
    "offline": _("Your connection is offline since %(since_at)s."),
    "offline_only": _("Your connection is offline."),
    "not_heard": _("We last heard of your connection on %(last_heard_at)s and don't know more."),
    "not_known": _("We don't know whether your connection is online."),
    "no_sessions": _("We haven't seen your connection at all in the last 24 hours."),
    "no_drops": _("Your connection didn't drop in the last 24 hours."),
    "some_drops": _("Your connection dropped in the last 24 hours. Number of drops: %(drops)s."),
    "many_drops": _("Your connection keeps dropping. Drops in the last 24 hours: %(drops)s."),
    "no_refusals": _("Your router isn't being refused. It isn't reaching us at all."),
    "refusals": _("Your router reaches us, but its sign-in is refused. Times: %(refusals)s."),
    "no_allowance": _("Your plan has no data limit."),
    "within_allowance": _("You have used %(used)s of %(allowance)s this month."),
    "near_allowance": _("You have used %(used)s of %(allowance)s this month, nearly all of it."),
    "over_allowance": _("You have used %(used)s this month, all of the %(allowance)s you have."),
    "restart_begun": _("The network was told to restart your connection."),
    "restart_too_often": _(
        "We won't restart your connection again: it was restarted several times lately."
    ),
    "restart_not_allowed": _(
        "Your role on this account doesn't include restarting. Its owner can do that."
    ),
    "restarted": _("Your connection has restarted and is online again."),
    "restarting": _("Your connection is restarting."),
    "restart_failed": _("Your connection didn't come back after the restart."),
    "no_restart": _("There was no restart to wait for."),
    # TV.
    "tv_entitled": _("TV is part of your account. Channels: %(channels)s."),
    "tv_not_entitled": _("There is no TV with channels on your account."),
    "tv_not_set_up": _("TV is part of your account, but we don't find any channels for it."),
    "tv_in_step": _("The TV system has all your channels."),
    "tv_not_in_step": _("The TV system doesn't have what you are entitled to."),
    "tv_sent": _("We sent your channels to the TV system again."),
    # Phone.
    "no_line": _("We don't find your phone line in our network."),
    "registered": _("Your phone line is connected to the telephone system."),
    "not_registered": _("Your phone line isn't connected to the telephone system."),
    "right_place": _("It is connected from your own internet connection."),
    "wrong_place": _("It is connected from somewhere else than your own internet connection."),
    "place_not_known": _("We couldn't find out where it is connected from."),
    "no_forwarding": _("Calls aren't forwarded."),
    "forwards_some": _("Calls that aren't answered or find the line busy go to %(number)s."),
    "forwards_all": _("All calls go to %(number)s, so your phone never rings."),
    "forwarding_off": _("We switched call forwarding off."),
    "forwarding_not_allowed": _(
        "Your role on this account doesn't include changing the phone. Its owner can do that."
    ),
    "settled": _("The telephone system has your settings."),
    "not_settled": _("The telephone system doesn't have your settings yet."),
    "no_blocking": _("No calls are blocked."),
    "blocks_anonymous": _("Calls without a number are blocked. They don't ring."),
    # Waiting.
    "waited_too_long": _("It took longer than it should."),
}


def said(says: str, facts: Mapping[str, Any]) -> str:
    """The sentence for a finding in the language of the page."""
    sentence = str(SAID.get(says, SAID["unanswered"]))
    try:
        return sentence % {name: _shown(name, value) for name, value in facts.items()}
    except KeyError:
        return gettext("We couldn't find this out.")


def _shown(name: str, value: Any) -> str:
    """Facts that end in `_at` are moments in ISO's form; a table is a text in each language."""
    if isinstance(value, dict):
        return in_words(value)
    return moment_text(datetime.fromisoformat(value)) if name.endswith("_at") else str(value)
