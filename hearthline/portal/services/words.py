"""Plans in plain words: how fast, how many channels, how one differs from another."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearthline.catalog.queries import PlanLine, RuleLine
from hearthline.design.formats import money_text
from hearthline.kernel.money import Money
from hearthline.subscriptions.reasons import needs_text


def speed_text(download_mbps: int | None, upload_mbps: int | None) -> str:
    """`600 Mbps down, 300 up`; empty where nothing is said."""
    if download_mbps is None:
        return ""
    if upload_mbps is None:
        return _("%(down)s Mbps down") % {"down": f"{download_mbps:,}"}
    return _("%(down)s Mbps down, %(up)s up") % {
        "down": f"{download_mbps:,}",
        "up": f"{upload_mbps:,}",
    }


def allowance_text(allowance_gb: int | None) -> str:
    """`1,200 GB of data a month`, or that there is no limit."""
    if allowance_gb is None:
        return _("data without limit")
    return _("%(gb)s GB of data a month") % {"gb": f"{allowance_gb:,}"}


def channels_text(count: int) -> str:
    return ngettext("%(count)s channel", "%(count)s channels", count) % {"count": count}


def holds_text(plan: PlanLine) -> str:
    """What a plan holds, in one line."""
    parts = [speed_text(plan.download_mbps, plan.upload_mbps)]
    if plan.kind == "internet":
        parts.append(allowance_text(plan.allowance_gb))
    if plan.channel_count:
        parts.append(channels_text(plan.channel_count))
    return ", ".join(part for part in parts if part)


def price_text(price: Money, period_months: int = 1) -> str:
    if period_months > 1:
        told = {"price": money_text(price), "count": period_months}
        return (
            ngettext(
                "%(price)s for %(count)s month", "%(price)s for %(count)s months", period_months
            )
            % told
        )
    return _("%(price)s a month") % {"price": money_text(price)}


def differences_text(plan: PlanLine, current: PlanLine, paid: Money) -> str:
    """How a plan differs from the one at hand: speed, channels, data, price."""
    parts = [
        *_faster(plan, current),
        *_more_channels(plan.channel_count - current.channel_count),
        *_allowance(plan, current),
        cheaper_text(plan.price - paid),
    ]
    return ", ".join(part for part in parts if part)


def cheaper_text(difference: Money) -> str:
    """`$15.00 a month more`."""
    if not difference:
        return _("the same price")
    if difference.amount_minor > 0:
        return _("%(amount)s a month more") % {"amount": money_text(difference)}
    return _("%(amount)s a month less") % {"amount": money_text(-difference)}


def _faster(plan: PlanLine, current: PlanLine) -> Iterable[str]:
    if plan.download_mbps is None or current.download_mbps is None:
        return
    if plan.download_mbps > current.download_mbps:
        yield _("faster")
    elif plan.download_mbps < current.download_mbps:
        yield _("slower")
    elif (plan.upload_mbps or 0) != (current.upload_mbps or 0):
        is_faster = (plan.upload_mbps or 0) > (current.upload_mbps or 0)
        yield _("faster up") if is_faster else _("slower up")


def _more_channels(more: int) -> Iterable[str]:
    if more > 0:
        yield ngettext("%(count)s more channel", "%(count)s more channels", more) % {"count": more}
    elif more < 0:
        yield ngettext("%(count)s fewer channel", "%(count)s fewer channels", -more) % {
            "count": -more
        }


def _allowance(plan: PlanLine, current: PlanLine) -> Iterable[str]:
    if plan.kind != "internet" or plan.allowance_gb == current.allowance_gb:
        return
    if plan.allowance_gb is None:
        yield _("no limit on data")
    elif current.allowance_gb is None or plan.allowance_gb < current.allowance_gb:
        yield _("less data")
    else:
        yield _("more data")


def rules_text(rules: Iterable[RuleLine]) -> str:
    """What a plan needs and what it can't be had with, as its choice says beside it."""
    needed = [rule.other_name for rule in rules if rule.kind == "requires"]
    excluded = [rule.other_name for rule in rules if rule.kind == "excludes"]
    parts = []
    if needed:
        parts.append(_("Needs %(others)s.") % {"others": needs_text(needed)})
    if excluded:
        parts.append(_("Not together with %(others)s.") % {"others": needs_text(excluded)})
    return " ".join(parts)
