-- Days on which somebody had a service switched off, billed before that was known.
INSERT INTO subscriptions_suspension
    (account_id, subscription_id, starts_date, ends_date, reason, decided_at)
SELECT account.id, subscription.id, away.day,
       away.day + 5 + floor(20 * pg_temp.draw(subscription.id, 'days away'))::integer, 'away',
       away.day::timestamp AT TIME ZONE %(time_zone)s
  FROM customers_account AS account
  JOIN subscriptions_subscription AS subscription
    ON subscription.account_id = account.id AND subscription.ended_date IS NULL
  JOIN catalog_plan AS plan
    ON plan.id = subscription.plan_id AND plan.kind IN ('internet', 'tv', 'phone')
 CROSS JOIN LATERAL (
     SELECT (%(month)s::date + account.billing_day - 1
             - floor(27 * pg_temp.draw(account.id, 'away day'))::integer) AS day) AS away
 WHERE account.id BETWEEN %(first)s AND %(last)s AND account.status = 'active'
   AND subscription.started_date < away.day - 30
   AND pg_temp.draw(account.id, 'away ' || %(month)s) < 0.003
   -- Two of one service don't overlap.
   AND NOT EXISTS (SELECT FROM subscriptions_suspension AS other
                    WHERE other.subscription_id = subscription.id AND other.ends_date > away.day)
 ORDER BY subscription.id
