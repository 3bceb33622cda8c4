"""A provider of any size, made by sets: for measurements, never for use."""

from django.db import connection

_MAKE = """
INSERT INTO catalog_plan (code, kind, name, description, price_minor, currency, tax_category)
VALUES ('fiber-500', 'internet', 'Fiber 500', '', 6500, 'USD', 'data'),
       ('tv-basic', 'tv', 'TV Basic', '', 3250, 'USD', 'video'),
       ('phone-home', 'phone', 'Home Phone', '', 1800, 'USD', 'voice');
INSERT INTO catalog_tax
    (code, name, tax_category, region, kind, is_fee, rate_ppm, flat_minor, currency, starts_date)
VALUES ('sales', 'State', 'video', 'IL', 'percent', false, 62500, 0, 'USD', '2020-01-01'),
       ('usf', 'Universal service', 'voice', '', 'percent', true, 34000, 0, 'USD', '2020-01-01'),
       ('911', 'Emergency number fee', 'voice', 'IL', 'flat', true, 0, 150, 'USD', '2020-01-01');
WITH accounts AS (
    INSERT INTO customers_account
        (number, name, status, language, currency, billing_day, created_at)
    SELECT 'BENCH-' || n, 'Bench Person ' || n, 'active', 'en', 'USD',
           coalesce(%(billing_day)s, 1 + n %% 28), %(created_at)s
      FROM generate_series(1, %(accounts)s) AS n
    RETURNING id, number
), addresses AS (
    INSERT INTO customers_address (account_id, street, city, region, postal_code, country)
    SELECT id, id || ' Mill Road', 'Mapleton', 'IL', '62301', 'US' FROM accounts
)
INSERT INTO subscriptions_subscription
    (account_id, number, plan_id, started_date, price_override_minor, service_identifier)
SELECT accounts.id, accounts.number || '-' || plan.id, plan.id, %(created_at)s::date,
       CASE WHEN plan.kind = 'tv' AND accounts.id %% 5 = 0 THEN 2900 END, ''
  FROM accounts, catalog_plan AS plan ORDER BY accounts.id, plan.id;
ANALYZE;
"""


def make_provider(
    *, accounts: int, created_at: str = "2026-01-01T12:00:00Z", billing_day: int | None = None
) -> None:
    """Fill an empty, migrated database with accounts of three subscriptions each.

    Args:
        accounts: how many.
        created_at: when all of them came and their services started, in ISO 8601.
        billing_day: everybody's; spread over 1 to 28 if None.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _MAKE, {"accounts": accounts, "created_at": created_at, "billing_day": billing_day}
        )
