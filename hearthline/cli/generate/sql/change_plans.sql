-- Some had another plan from a day on that they had been billed for.
WITH changing AS (
    SELECT subscription.*, day.changed_date, next_plan.id AS next_plan_id
      FROM customers_account AS account
      JOIN subscriptions_subscription AS subscription
        ON subscription.account_id = account.id AND subscription.ended_date IS NULL
      JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
      JOIN catalog_plan AS next_plan
        ON (plan.code, next_plan.code) IN (('home-100', 'home-300'), ('home-300', 'home-600'),
                                           ('home-600', 'home-300'), ('tv-family', 'tv-local'),
                                           ('phone-local', 'phone-unlimited'))
     CROSS JOIN LATERAL (
         SELECT (%(month)s::date + account.billing_day - 1
                 - floor(27 * pg_temp.draw(subscription.id, 'day ' || %(month)s))::integer)
             AS changed_date) AS day
     WHERE account.id BETWEEN %(first)s AND %(last)s AND account.status = 'active'
       AND subscription.started_date < day.changed_date - 30
       AND day.changed_date <= %(until)s
       AND pg_temp.draw(subscription.id, 'change ' || %(month)s) < 0.008
), ended AS (
    UPDATE subscriptions_subscription AS subscription SET ended_date = changing.changed_date
      FROM changing WHERE subscription.id = changing.id
)
INSERT INTO subscriptions_subscription
    (account_id, number, plan_id, started_date, service_identifier)
SELECT account_id, number || to_char(%(month)s::date, '"/"YYMM'), next_plan_id, changed_date,
       service_identifier
  FROM changing ORDER BY id
