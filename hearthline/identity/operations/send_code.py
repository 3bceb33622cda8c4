"""The job's part of a one-time code for a user: find out where it goes, make it, send it."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from hearthline.identity.contact_changes import recovery_email_of
from hearthline.identity.limits import Limit, take
from hearthline.identity.models import User
from hearthline.identity.operations import second_step, sign_in_code
from hearthline.identity.operations.codes import (
    CODE_LIFETIME,
    Purpose,
    WantedCode,
    make_code,
    take_up_code,
)
from hearthline.identity.queries import user_by_identifier
from hearthline.notices.operations import UnableToSendMessage, send_message

_RESETS = 5
"""Codes for one person while the first of them still works. So whoever floods somebody's mailbox
sends them, with each message, a code and a way in: nobody is locked out by it."""

_SIGN_INS = 5
"""Sign-in codes for one person within that time, and as many for browsers that they know."""


def send_code(*, challenge_id: int, now: datetime) -> None:
    """Make the code of a challenge and send it, if there is anywhere to send it to.

    Safe to call twice.
    """
    with transaction.atomic():
        wanted = take_up_code(challenge_id=challenge_id, now=now)
        if wanted is None or wanted.user_id is None:
            return
        user = User.objects.get(pk=wanted.user_id)
        if wanted.purpose == Purpose.PASSWORD_RESET:
            limit = Limit("password reset codes", str(user.pk), _RESETS, CODE_LIFETIME)
            if take([limit], now=now):
                to = recovery_email_of(user_id=user.pk, now=now)
                _send(wanted, user, "password_reset_code", to, now)
        elif wanted.purpose == Purpose.EMAIL_CHANGE:
            if user_by_identifier(wanted.sent_to) is None:
                _send(wanted, user, "email_change_code", wanted.sent_to, now)
            else:
                _say_that_email_is_taken(user, wanted.sent_to, now)
        elif wanted.purpose == Purpose.PHONE_CHANGE:
            _send(wanted, user, "phone_change_code", wanted.sent_to, now)
        elif wanted.purpose in {Purpose.CONTACT_EMAIL, Purpose.CONTACT_SMS}:
            _send(wanted, user, "contact_change_code", wanted.sent_to, now)
        elif wanted.purpose == Purpose.SIGN_IN:
            _send_sign_in(wanted, user, now)


def _send_sign_in(wanted: WantedCode, user: User, now: datetime) -> None:
    """A code in place of a password, or for the second step (which was counted when asked for)."""
    # A code by email goes where a reset would: a new address is no proof yet.
    to = wanted.sent_to if wanted.channel == "sms" else recovery_email_of(user_id=user.pk, now=now)
    if wanted.subject.startswith(second_step.SUBJECT):
        _send(wanted, user, "second_step_code", to, now)
        return
    is_known = wanted.subject.startswith(sign_in_code.KNOWN_SUBJECT)
    what = "sign-in codes known" if is_known else "sign-in codes"
    if take([Limit(what, str(user.pk), _SIGN_INS, CODE_LIFETIME)], now=now):
        _send(wanted, user, "sign_in_code", to, now)


def _send(wanted: WantedCode, user: User, kind: str, to: str, now: datetime) -> None:
    code = make_code(challenge_id=wanted.id, sent_to=to)
    try:
        send_message(
            kind=kind,
            channel=wanted.channel,
            to=to,
            language=user.language,
            context={
                "code": code,
                "address": _page(wanted),
                "host": urlsplit(settings.SITE_URL).netloc,
                "device": wanted.device,
                "asked_at": wanted.created_at,
            },
            user_id=user.pk,
            is_secret=True,
            expires_at=wanted.expires_at,
            now=now,
        )
    except UnableToSendMessage:
        return  # text messages were switched off meanwhile


def _page(wanted: WantedCode) -> str:
    """Where the code of a recovery can be typed on another device; other codes name no page."""
    if wanted.purpose != Purpose.PASSWORD_RESET:
        return ""
    return f"{settings.SITE_URL}/recover/password/code/?reference={wanted.subject}"


def _say_that_email_is_taken(user: User, to: str, now: datetime) -> None:
    """Tell the owner of the address, not the page: who asks hasn't shown that it is theirs."""
    send_message(
        kind="email_change_taken",
        channel="email",
        to=to,
        language=user.language,
        context={"address": f"{settings.SITE_URL}/sign-in/"},
        now=now,
    )
