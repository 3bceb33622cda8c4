"""Subscriptions as the provider's file has them: checked and merged by the set."""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path

from hearthline.catalog.operations import STAGED_PLANS
from hearthline.customers.imports import STAGED_ACCOUNTS
from hearthline.kernel.sql import run
from hearthline.kernel.staging import Outcome, Staging
from hearthline.network.imports import begin_lines_to_take_over, judge_lines_to_take_over

SQL = Path(__file__).parent / "sql"

STAGED_SUBSCRIPTIONS = Staging(
    "staged_subscription",
    "subscriptions.csv",
    {
        "account_number": "text",
        "subscription_id": "text",
        "plan_code": "text",
        "started_date": "date",
        "ended_date": "date",
        "price_override": "bigint",
        "service_identifier": "text",
        # The identifier as E.164, where it reads as a phone number.
        "phone_number": "text",
    },
)


def refuse_bad_subscriptions(*, absent: Collection[str] = ()) -> None:
    """Mark staged subscriptions that can't be imported. Plans and accounts are staged before."""
    STAGED_SUBSCRIPTIONS.refuse_repeated("subscription_id")
    STAGED_SUBSCRIPTIONS.refuse_unknown(
        "account_number",
        STAGED_ACCOUNTS,
        "account_number",
        known="customers_account.number",
        advice="Add the account to accounts.csv or correct the number",
    )
    STAGED_SUBSCRIPTIONS.refuse_unknown(
        "plan_code",
        STAGED_PLANS,
        "code",
        known="catalog_plan.code",
        advice="Add the plan to plans.csv or correct the code",
    )
    run(SQL / "refuse_moved_subscriptions.sql", {})
    STAGED_SUBSCRIPTIONS.keep(
        absent,
        {
            "ended_date": "subscription.ended_date",
            "price_override": "subscription.price_override_minor",
            "service_identifier": "subscription.service_identifier",
        },
        "FROM subscriptions_subscription AS subscription "
        "WHERE subscription.number = staged.subscription_id",
    )
    run(SQL / "keep_what_orders_ended.sql", {})
    run(SQL / "refuse_subscriptions_ending_before_start.sql", {})


def find_lines_to_take_over(*, today: date) -> None:
    """Find what the network has for the staged subscriptions, and refuse what can't be.

    Called when plans, accounts, subscriptions and connections have been staged and checked: lines
    are found by what the accounts will have after the import.

    Args:
        today: the provider's calendar day.
    """
    begin_lines_to_take_over()
    run(SQL / "refuse_connections_of_no_service.sql", {})
    run(SQL / "find_lines_to_take_over.sql", {"today": today})
    judge_lines_to_take_over()
    run(SQL / "refuse_subscriptions_of_refused_lines.sql", {})


def import_subscriptions() -> Outcome:
    """Create and change subscriptions as staged. Plans and accounts are imported before."""
    return Outcome(**run(SQL / "merge_subscriptions.sql", {})[0])


STAGED_DISCOUNTS = Staging(
    "staged_discount",
    "discounts.csv",
    {
        "subscription_id": "text",
        "name": "text",
        "kind": "text",
        "rate_ppm": "bigint",
        "amount_minor": "bigint",
        "starts_date": "date",
        "ends_date": "date",
        "with_kind": "text",
        "rank": "smallint",
    },
)


def refuse_bad_discounts() -> None:
    """Mark staged discounts that can't be imported. Subscriptions are staged before."""
    STAGED_DISCOUNTS.refuse_repeated("subscription_id", "starts_date", "name")
    STAGED_DISCOUNTS.refuse_unknown(
        "subscription_id",
        STAGED_SUBSCRIPTIONS,
        "subscription_id",
        known="subscriptions_subscription.number",
        advice="Add the subscription to subscriptions.csv or correct the id",
    )
    run(SQL / "refuse_discounts_that_are_not_to_change.sql", {})


def import_discounts(*, now: datetime) -> Outcome:
    """Create discounts as staged, or move their ends. Subscriptions are imported before."""
    return Outcome(**run(SQL / "merge_discounts.sql", {"now": now})[0])
