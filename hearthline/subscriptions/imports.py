"""Subscriptions as the provider's file has them: checked and merged by the set."""

from collections.abc import Collection
from datetime import date
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
