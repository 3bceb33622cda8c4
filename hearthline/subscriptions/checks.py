"""What must hold of what accounts have, beyond what the database enforces."""

from collections.abc import Iterator

from hearthline.kernel.checks import invariant
from hearthline.kernel.sql import select


@invariant("pauses of a subscription don't overlap")
def overlapping_pauses() -> Iterator[str]:
    """Days that are paused twice would end with the first of the two."""
    for row in select(
        """SELECT one.id, other.id AS other_id
             FROM subscriptions_suspension AS one
             JOIN subscriptions_suspension AS other
               ON other.subscription_id = one.subscription_id AND other.id > one.id
              AND daterange(other.starts_date, other.ends_date)
                  && daterange(one.starts_date, one.ends_date)"""
    ):
        yield f"suspensions {row['id']} and {row['other_id']} overlap"


@invariant("discounts and pauses are of their subscription's account")
def of_another_account() -> Iterator[str]:
    """The rating engine finds them by the account."""
    for row in select(
        """SELECT kind, theirs.id
             FROM (SELECT 'discount' AS kind, id, account_id, subscription_id
                     FROM subscriptions_discount
                    UNION ALL
                   SELECT 'suspension', id, account_id, subscription_id
                     FROM subscriptions_suspension) AS theirs
             JOIN subscriptions_subscription AS subscription
               ON subscription.id = theirs.subscription_id
            WHERE subscription.account_id <> theirs.account_id"""
    ):
        yield f"{row['kind']} {row['id']} is of another account"


@invariant("a promotion's discount runs once an account at a time")
def given_twice() -> Iterator[str]:
    """Kept with a change of plan it moves on; it is never on two subscriptions on one day."""
    for row in select(
        """SELECT one.id, other.id AS other_id
             FROM subscriptions_discount AS one
             JOIN subscriptions_subscription AS its ON its.id = one.subscription_id
             JOIN subscriptions_discount AS other
               ON other.account_id = one.account_id AND other.promotion_id = one.promotion_id
              AND other.id > one.id
             JOIN subscriptions_subscription AS others ON others.id = other.subscription_id
            WHERE daterange(greatest(one.starts_date, its.started_date),
                            greatest(one.starts_date, its.started_date,
                                     coalesce(least(one.ends_date, its.ended_date), 'infinity')))
                  && daterange(greatest(other.starts_date, others.started_date),
                               greatest(other.starts_date, others.started_date,
                                        coalesce(least(other.ends_date, others.ended_date),
                                                 'infinity')))"""
    ):
        yield f"discounts {row['id']} and {row['other_id']} are one promotion's"
