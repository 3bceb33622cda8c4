"""A member of staff proves with their authenticator app what their sign-in didn't ask for."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator

from hearthline.identity.limits import Limit, take
from hearthline.identity.operations.authenticator_app import use_app_code

_TRIES = 5


class UnableToProveWithApp(Exception):
    """The code isn't right; or `too_many` were tried."""

    def __init__(self, *, too_many: bool = False) -> None:
        super().__init__("too many" if too_many else "wrong")
        self.too_many = too_many


def prove_with_app(*, user_id: int, code: str, now: datetime) -> int:
    """Check a code of an authenticator app; each works once.

    Returns:
        The authenticator's id, for the session to remember.

    Raises:
        UnableToProveWithApp: the code is wrong, used already, or there is no app.
    """
    limit = Limit("staff second step", str(user_id), _TRIES, timedelta(minutes=5))
    if not take([limit], now=now):
        raise UnableToProveWithApp(too_many=True)
    app = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).first()
    if app is None or not use_app_code(user_id=user_id, code=code, now=now):
        raise UnableToProveWithApp
    return int(app.pk)
