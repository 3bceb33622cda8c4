-- The promotions that run on a day and whose conditions an account meets. Who has what a promotion
-- offers already needs it no more.
WITH holding AS (
    SELECT account.id AS account_id, account.currency, coalesce(address.region, '') AS region,
           coalesce(array_agg(plan.kind::text) FILTER (WHERE plan.id IS NOT NULL), '{}') AS kinds,
           coalesce(array_agg(plan.id) FILTER (WHERE plan.id IS NOT NULL), '{}') AS plans
      FROM customers_account AS account
      LEFT JOIN customers_address AS address ON address.account_id = account.id
      LEFT JOIN subscriptions_subscription AS subscription
             ON subscription.account_id = account.id AND subscription.started_date <= %(on)s
            AND (subscription.ended_date IS NULL OR subscription.ended_date > %(on)s)
      LEFT JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
     WHERE account.id = ANY (%(accounts)s) AND account.status = 'active'
     GROUP BY account.id, account.currency, address.region
)
SELECT holding.account_id, promotion.code, promotion.title, promotion.title_es, promotion.text,
       promotion.text_es, promotion.gives, promotion.starts_date, promotion.ends_date, holding.currency,
       coalesce(plan.code, '') AS plan_code, coalesce(plan.name, '') AS plan_name,
       coalesce(plan.kind, '') AS plan_kind, coalesce(plan.goes_with, '') AS plan_goes_with,
       plan.price_minor AS plan_price_minor
  FROM holding
  JOIN catalog_promotion AS promotion
    ON promotion.starts_date <= %(on)s AND promotion.ends_date > %(on)s
   AND promotion.region IN ('', holding.region)
   AND (promotion.has_kind = '' OR promotion.has_kind = ANY (holding.kinds))
   AND (promotion.has_plan_id IS NULL OR promotion.has_plan_id = ANY (holding.plans))
   AND (promotion.lacks_kind = '' OR promotion.lacks_kind <> ALL (holding.kinds))
   AND (promotion.lacks_plan_id IS NULL OR promotion.lacks_plan_id <> ALL (holding.plans))
   AND (promotion.plan_id IS NULL OR promotion.plan_id <> ALL (holding.plans))
  LEFT JOIN catalog_plan AS plan ON plan.id = promotion.plan_id
 ORDER BY holding.account_id, promotion.ends_date, promotion.code
