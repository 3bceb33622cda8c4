"""dave's sign-in: an app, recovery codes, a browser that isn't asked, and somebody in Lisbon.

The app's secret stands in docs/demo.md, so that whoever tries the demo can take it into theirs.
"""

from datetime import datetime, timedelta

from hearthline.cli.demo.history import History
from hearthline.identity.geo import Whereabouts
from hearthline.identity.operations import (
    note_sign_in,
    note_wrong_password,
    switch_on_app,
    tell_unusual_sign_in,
    trust_browser,
)
from hearthline.identity.operations.second_step import note_second_step
from hearthline.identity.sealing import seal
from hearthline.identity.totp import code_of, step_at
from hearthline.kernel.numbers import token_hash

APP_SECRET = "MAPLECOUNTYFIBERDEMODAVESAPP2345"  # noqa: S105 - the demo's, for everybody to read
_LAPTOP = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15"
_STRANGER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
_DEVICE = "Firefox, Windows"
_HOME = Whereabouts("US", "Mapleton, Illinois", 40.1, -91.2)
_LISBON = Whereabouts("PT", "Lisbon", 38.7, -9.1)
_REASONS = ("new_device", "new_country")
_SCORE = 60


def guard_dave(story: History) -> None:
    """Set up his app, trust his laptop, and let a stranger who has his password fail."""
    dave = story.user_ids["dave"]
    laptop = token_hash("dave's laptop in the demo")

    def ago(days: int, hours: int = 3) -> datetime:
        return story.ends_at - timedelta(days=days, hours=hours)

    def signs_in(at: datetime) -> None:
        note_sign_in(user_id=dave, user_agent=_LAPTOP, where=_HOME, browser_hash=laptop, now=at)

    signs_in(ago(24))
    signs_in(ago(20))
    _set_up(dave, laptop, ago(20, hours=2))
    signs_in(ago(7))
    _stranger_tries(dave, ago(6))
    signs_in(ago(1))


def _set_up(user_id: int, laptop: bytes, at: datetime) -> None:
    switch_on_app(
        user_id=user_id,
        sealed_secret=seal(APP_SECRET),
        code=code_of(APP_SECRET, step_at(at)),
        user_agent=_LAPTOP,
        now=at,
    )
    trust_browser(user_id=user_id, browser_hash=laptop, now=at + timedelta(minutes=2))


def _stranger_tries(user_id: int, at: datetime) -> None:
    """The password is right at the third try; the second step isn't passed."""
    for seconds in (0, 20):
        note_wrong_password(
            user_id=user_id,
            user_agent=_STRANGER,
            where=_LISBON,
            now=at + timedelta(seconds=seconds),
        )
    seen = {
        "device": _DEVICE,
        "method": "password",
        "country": _LISBON.country,
        "place": _LISBON.place,
        "score": _SCORE,
        "reasons": list(_REASONS),
    }
    tried = ((40, "second_step"), (70, "wrong_second_step"))
    for seconds, outcome in tried:
        note_second_step(
            user_id=user_id, outcome=outcome, seen=seen, now=at + timedelta(seconds=seconds)
        )
    tell_unusual_sign_in(
        user_id=user_id,
        device=_DEVICE,
        place=_LISBON.place,
        method="password",
        reasons=_REASONS,
        needs_second_step=True,
        now=at + timedelta(seconds=40),
    )
