-- Some leave, with everything they have.
WITH leaving AS (
    UPDATE customers_account AS account SET status = 'closed'
     WHERE account.id BETWEEN %(first)s AND %(last)s AND account.status = 'active'
       AND account.created_at < (%(month)s::date - 60)::timestamp AT TIME ZONE %(time_zone)s
       AND pg_temp.draw(account.id, 'close ' || %(month)s) < 0.003
    RETURNING account.id,
              %(month)s::date + account.billing_day - 1
              - floor(27 * pg_temp.draw(account.id, 'close day'))::integer AS day
)
UPDATE subscriptions_subscription AS subscription
   SET ended_date = greatest(leaving.day, subscription.started_date)
  FROM leaving
 WHERE subscription.account_id = leaving.id
   AND coalesce(subscription.ended_date, 'infinity') > leaving.day
