"""Shut a sign-in that somebody else may be in, and begin the way back for its person.

While it is held, nothing signs in: no session, password, passkey or trusted browser counts. A new
password, chosen with a code that goes to the email address of record, ends that.
"""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from hearthline.identity.devices import device_name
from hearthline.identity.models import RecoveryCode, Session, User
from hearthline.identity.operations.codes import Purpose, ask_for_code, end_codes
from hearthline.identity.operations.record_event import record_event
from hearthline.identity.operations.second_factors import end_trust
from hearthline.identity.queries.factors import has_second_factor
from hearthline.kernel.numbers import new_token
from hearthline.kernel.queue import enqueue


def hold_sign_in(
    *,
    user_id: int,
    since: datetime,
    kind: str,
    user_agent: str,
    now: datetime,
    account_id: int | None = None,
) -> str:
    """Shut a sign-in, in the caller's transaction; the person is locked until its end.

    Ends every session and every code, the password, and the trust in browsers; removes passkeys
    and second factors that were added since then; writes down why.

    Args:
        user_id: whose.
        since: from when on what was added may be somebody else's.
        kind: the event that says why.
        user_agent: the browser's in which this was asked for.
        now: when.
        account_id: the account it is about, if it is about one.

    Returns:
        The reference of a recovery that has begun: its code is on the way.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    user.password = make_password(None)
    user.has_short_password = False
    user.held_at = now
    user.save(update_fields=["password", "has_short_password", "held_at"])
    Session.objects.filter(user_id=user.pk).delete()
    end_trust(user_id=user.pk)
    Authenticator.objects.filter(user_id=user.pk, created_at__gte=since).delete()
    codes = RecoveryCode.objects.filter(user_id=user.pk)
    if has_second_factor(user.pk):
        codes = codes.filter(made_at__gte=since)
    codes.delete()
    end_codes(user_id=user.pk, purposes=tuple(Purpose), now=now)
    record_event(
        user_id=user.pk,
        kind=kind,
        device=device_name(user_agent),
        account_id=account_id,
        now=now,
    )
    return _begin_recovery(user, now)


def _begin_recovery(user: User, now: datetime) -> str:
    reference = new_token()
    challenge_id = ask_for_code(
        purpose=Purpose.PASSWORD_RESET,
        subject=reference,
        user_id=user.pk,
        channel="email",
        language=user.language,
        now=now,
    )
    enqueue("send_code", challenge_id=challenge_id)
    return reference
