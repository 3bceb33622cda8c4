"""Makers of rows with sensible defaults; a trait is a keyword argument.

Each maker goes through an operation where one exists, so that what tests stand on is real.
"""

from datetime import date, datetime
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password

from hearthline.catalog.models import Plan, Tax
from hearthline.customers.models import Account, Address, ContactOfRecord, Member
from hearthline.identity.models import User
from hearthline.identity.operations import change_staff_roles
from hearthline.subscriptions.models import Subscription
from tests.conftest import NOW

_numbers = count(1)
PASSWORD = "Maple-syrup-on-pancakes"
"""The cast's password; hashed once for the run, because hashing is slow by design."""
_hashed: list[str] = []


def hashed_password() -> str:
    if not _hashed:
        _hashed.append(make_password(PASSWORD))
    return _hashed[0]


def make_account(
    *,
    number: str | None = None,
    name: str = "Pat Example",
    email: str | None = None,
    phone: str | None = None,
    contact_since: date = date(2020, 1, 1),
    now: datetime = NOW,
    **fields: Any,
) -> Account:
    n = next(_numbers)
    address = {
        key: fields.pop(key, default)
        for key, default in {
            "street": f"{n} Mill Road",
            "city": "Mapleton",
            "region": "IL",
            "postal_code": "62301",
            "country": "US",
        }.items()
    }
    defaults = {"status": "active", "currency": "USD", "billing_day": 1, "created_at": now}
    account = Account.objects.create(number=number or f"T{n:07d}", name=name, **(defaults | fields))
    Address.objects.create(account=account, **address)
    for channel, value in (("email", email), ("sms", phone)):
        if value:
            ContactOfRecord.objects.create(
                account=account, channel=channel, value=value, since_date=contact_since
            )
    return account


def make_user(
    username: str, *, now: datetime = NOW, roles: tuple[str, ...] = ("admin",), **fields: Any
) -> User:
    """A person who can sign in with PASSWORD, their email verified; staff have `roles`."""
    from allauth.account.models import EmailAddress

    user = User(
        username=username,
        email=fields.pop("email", f"{username}@mail.example"),
        created_at=now,
        **fields,
    )
    user.password = hashed_password()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if user.is_staff:
        change_staff_roles(user_id=user.pk, roles=roles, by_id=None, now=now)
    return user


def make_member(account: Account, user: User, role: str = "owner", now: datetime = NOW) -> Member:
    return Member.objects.create(account=account, user=user, role=role, since_at=now)


def make_plan(code: str | None = None, *, price_minor: int = 5000, **fields: Any) -> Plan:
    n = next(_numbers)
    defaults = {"kind": "internet", "name": f"Plan {n}", "currency": "USD", "tax_category": "data"}
    return Plan.objects.create(
        code=code or f"plan-{n}", price_minor=price_minor, **(defaults | fields)
    )


def make_subscription(
    account: Account, plan: Plan, *, started: date = date(2025, 1, 1), **fields: Any
) -> Subscription:
    return Subscription.objects.create(
        account=account, plan=plan, number=f"S{next(_numbers)}", started_date=started, **fields
    )


def make_tax(code: str = "state", *, category: str = "data", **fields: Any) -> Tax:
    defaults: dict[str, Any] = {
        "name": "State tax",
        "kind": "percent",
        "rate_ppm": 62_500,
        "currency": "USD",
        "starts_date": date(2020, 1, 1),
    }
    return Tax.objects.create(code=code, tax_category=category, **(defaults | fields))
