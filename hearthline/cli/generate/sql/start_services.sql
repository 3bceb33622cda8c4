-- Services that somebody added in the month before the bill, on a day that isn't billed yet.
INSERT INTO subscriptions_subscription
    (account_id, number, plan_id, started_date, service_identifier)
SELECT account.id, account.number || '+' || to_char(%(month)s::date, 'YYMM'), plan.id, day.started_date,
       ''
  FROM customers_account AS account
  JOIN catalog_plan AS plan
    ON plan.code = (ARRAY['wifi-everywhere', 'safe-copies', 'home-watch', 'pack-films'])
                       [1 + floor(4 * pg_temp.draw(account.id, 'which ' || %(month)s))]
 CROSS JOIN LATERAL (
     SELECT (%(month)s::date + account.billing_day - 1
             - floor(27 * pg_temp.draw(account.id, 'start day ' || %(month)s))::integer)
         AS started_date) AS day
 WHERE account.id BETWEEN %(first)s AND %(last)s AND account.status = 'active'
   AND day.started_date <= %(until)s
   AND (account.created_at AT TIME ZONE %(time_zone)s)::date < day.started_date
   AND pg_temp.draw(account.id, 'start ' || %(month)s) < 0.02
   AND (plan.goes_with = '' OR EXISTS (
           SELECT FROM subscriptions_subscription AS had
             JOIN catalog_plan AS had_plan ON had_plan.id = had.plan_id
            WHERE had.account_id = account.id AND had.ended_date IS NULL
              AND had_plan.kind = plan.goes_with AND had.started_date <= day.started_date))
   AND NOT EXISTS (SELECT FROM subscriptions_subscription AS had
                    WHERE had.account_id = account.id AND had.plan_id = plan.id)
 ORDER BY account.id
