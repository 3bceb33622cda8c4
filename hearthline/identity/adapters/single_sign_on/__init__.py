"""The company's own sign-in, by which members of staff come in without a password of ours."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who somebody is, as the company's sign-in vouches for.

    `has_second_factor`: it says that they proved themselves by more than a password.
    """

    issuer: str
    subject: str
    email: str
    is_email_verified: bool
    name: str
    has_second_factor: bool
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Errand:
    """One way there and back: what we must see again, so that nobody can slip in between."""

    state: str
    nonce: str
    verifier: str
    return_url: str


class UnableToSignOn(Exception):
    """The company's sign-in didn't vouch for anybody. `may_retry`: it only didn't answer.

    The reason is for the log; pages never show it.
    """

    def __init__(self, reason: str, *, may_retry: bool = False) -> None:
        super().__init__(reason)
        self.may_retry = may_retry


class SingleSignOn(Protocol):
    """A company's sign-in."""

    def address_for(self, errand: Errand) -> str:
        """Where the browser goes.

        Raises:
            UnableToSignOn: it can't be asked.
        """

    def who_came(self, *, code: str, errand: Errand, now: datetime) -> Newcomer:
        """Who came back with this code.

        Raises:
            UnableToSignOn: nobody that can be believed.
        """


def single_sign_on() -> SingleSignOn | None:
    """The company's sign-in that the settings name, or None."""
    if not settings.STAFF_SSO_ISSUER:
        return None
    from hearthline.identity.adapters.single_sign_on.openid_connect import (  # noqa: PLC0415 - only where it is used
        OpenIDConnect,
    )

    return OpenIDConnect(
        issuer=settings.STAFF_SSO_ISSUER,
        client_id=settings.STAFF_SSO_CLIENT_ID,
        client_secret=settings.STAFF_SSO_CLIENT_SECRET,
        roles_claim=settings.STAFF_SSO_ROLES_CLAIM,
        timeout_s=settings.STAFF_SSO_TIMEOUT_S,
    )
