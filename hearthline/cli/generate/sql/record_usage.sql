-- What was used in the month before each account's bill.
INSERT INTO billing_usage (account_id, subscription_id, usage_kind, quantity, description, used_date,
                           counts_date, source, external_id, recorded_at)
SELECT account.id, subscription.id, tariff.usage_kind,
       CASE tariff.usage_kind
            WHEN 'voice' THEN 60 + floor(15000 * power(chance.amount, 3))
            WHEN 'data' THEN 100000 + floor(800000 * chance.amount)
            ELSE 1 END,
       CASE WHEN tariff.usage_kind = 'piece'
            THEN (ARRAY['The Lamplighter', 'Two Rivers', 'Night Ferry', 'A Field in June'])
                     [1 + floor(4 * chance.amount)] ELSE '' END,
       there.from_day + chance.days, there.from_day + chance.days, 'generated',
       subscription.id || '/' || to_char(%(month)s::date, 'YYMM') || '/' || times.turn,
       (there.from_day + chance.days + time '23:00') AT TIME ZONE %(time_zone)s
  FROM customers_account AS account
  JOIN subscriptions_subscription AS subscription ON subscription.account_id = account.id
  JOIN catalog_tariff AS tariff ON tariff.plan_id = subscription.plan_id
 CROSS JOIN LATERAL (
     SELECT greatest((%(month)s::date + account.billing_day - 1 - interval '1 month')::date,
                     subscription.started_date,
                     (account.created_at AT TIME ZONE %(time_zone)s)::date),
            least(%(month)s::date + account.billing_day - 1, subscription.ended_date,
                  %(until)s::date + 1))
     AS there (from_day, until_day)
 CROSS JOIN LATERAL generate_series(
           1, CASE tariff.usage_kind
                   WHEN 'voice'
                   THEN floor(4 * pg_temp.draw(subscription.id, 'calls ' || %(month)s))::integer
                   WHEN 'data'
                   THEN (pg_temp.draw(subscription.id, 'data ' || %(month)s) < 0.5)::integer
                   ELSE (pg_temp.draw(subscription.id, 'film ' || %(month)s) < 0.08)::integer END)
     AS times (turn)
 CROSS JOIN LATERAL (
     SELECT pg_temp.draw(subscription.id, 'amount ' || times.turn || %(month)s) AS amount,
            floor((there.until_day - there.from_day)
                  * pg_temp.draw(subscription.id, 'used ' || times.turn || %(month)s))::integer AS days)
     AS chance
 WHERE account.id BETWEEN %(first)s AND %(last)s AND there.from_day < there.until_day
 ORDER BY subscription.id, tariff.usage_kind, times.turn
