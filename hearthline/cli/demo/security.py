"""What alice can read under Activity: changes of her own, and sam's looks at her account."""

from datetime import timedelta

from hearthline.cli.demo.history import History
from hearthline.cli.demo.households import Situation
from hearthline.customers.operations import record_look
from hearthline.customers.reasons import Reason
from hearthline.identity.operations import record_event


def tell_security(story: History) -> None:
    """A password that was changed, a session that was ended, two looks by staff."""
    home = next(home for home in story.homes if home.situation is Situation.ALICE)
    account_id, alice, sam = (
        story.account_ids[home.number],
        story.user_ids["alice"],
        story.user_ids["sam"],
    )
    for days, kind, details in (
        (26, "password_changed", {}),
        (8, "session_ended", {"ended": "Chrome, Android"}),
    ):
        record_event(
            user_id=alice,
            kind=kind,
            device="Firefox, Windows",
            details=details,
            now=story.ends_at - timedelta(days=days, hours=2),
        )
    for days, page, reason in (
        (12, "account", Reason("called")),
        (5, "connection", Reason("fault")),
    ):
        record_look(
            account_id=account_id,
            user_id=sam,
            page=page,
            reason=reason,
            now=story.ends_at - timedelta(days=days, hours=1),
        )
