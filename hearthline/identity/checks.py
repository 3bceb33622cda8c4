"""Invariants of the identity room."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from hearthline.identity.breached.asking import current_list
from hearthline.identity.breached.layout import UnableToReadBreachedList
from hearthline.identity.models import RecoveryCode, User
from hearthline.identity.queries.factors import factors_of
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


@invariant("the list of breached passwords can be read")
def breached_list_unreadable() -> Iterator[str]:
    try:
        current_list()
    except UnableToReadBreachedList as error:
        yield str(error)


@invariant("who has a role of the console is staff")
def roles_of_others() -> Iterator[str]:
    for row in select(
        "SELECT DISTINCT user_id FROM identity_staffrole AS role"
        " JOIN identity_user AS u ON u.id = role.user_id WHERE NOT u.is_staff"
    ):
        yield f"user {row['user_id']} has a role and isn't staff"


@invariant("whoever has a password that is too short to be the only factor has a second one")
def short_passwords_without_second_factor() -> Iterator[str]:
    found = User.objects.filter(
        ~Exists(factors_of(OuterRef("pk"))), has_short_password=True, is_active=True
    )
    for user_id in found.values_list("pk", flat=True):
        yield f"user {user_id} has a short password and no second factor"


@invariant("recovery codes belong to somebody who has a second factor")
def recovery_codes_without_second_factor() -> Iterator[str]:
    found = RecoveryCode.objects.filter(~Exists(factors_of(OuterRef("user_id"))))
    for user_id in found.values_list("user_id", flat=True).distinct():
        yield f"user {user_id} has recovery codes and no second factor"
