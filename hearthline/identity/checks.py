"""Invariants of the identity room."""

from collections.abc import Iterator

from hearthline.kernel.checks import invariant
from hearthline.kernel.sql import select


@invariant("every user has one primary email address, verified, and it is the user's own")
def users_without_verified_email() -> Iterator[str]:
    for row in select(
        "SELECT u.id FROM identity_user u WHERE NOT EXISTS ("
        " SELECT FROM account_emailaddress e WHERE e.user_id = u.id AND e.verified"
        ' AND e."primary" AND lower(e.email) = lower(u.email))'
    ):
        yield f"user {row['id']} has no verified primary email address"


@invariant("whoever has a password that is too short to be the only factor has a second one")
def short_passwords_without_second_factor() -> Iterator[str]:
    for row in select(
        "SELECT u.id FROM identity_user u WHERE u.has_short_password AND u.is_active"
        " AND NOT EXISTS (SELECT FROM mfa_authenticator a WHERE a.user_id = u.id"
        " AND a.type IN ('totp', 'webauthn'))"
    ):
        yield f"user {row['id']} has a short password and no second factor"


@invariant("recovery codes belong to somebody who has a second factor")
def recovery_codes_without_second_factor() -> Iterator[str]:
    for row in select(
        "SELECT DISTINCT c.user_id FROM identity_recoverycode c"
        " WHERE NOT EXISTS (SELECT FROM mfa_authenticator a WHERE a.user_id = c.user_id"
        " AND a.type IN ('totp', 'webauthn'))"
    ):
        yield f"user {row['user_id']} has recovery codes and no second factor"
