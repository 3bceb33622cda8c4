-- Services end: some on a day that was billed already, some on one to come.
UPDATE subscriptions_subscription AS subscription SET ended_date = ending.day
  FROM (SELECT subscription.id,
               %(month)s::date + account.billing_day - 1
               + floor(CASE WHEN pg_temp.draw(subscription.id, 'told') < 0.7 THEN -27 ELSE 27 END
                       * pg_temp.draw(subscription.id, 'day ' || %(month)s))::integer AS day
          FROM customers_account AS account
          JOIN subscriptions_subscription AS subscription
            ON subscription.account_id = account.id AND subscription.ended_date IS NULL
         WHERE account.id BETWEEN %(first)s AND %(last)s AND account.status = 'active'
           AND pg_temp.draw(subscription.id, 'end ' || %(month)s) < 0.006) AS ending
 WHERE subscription.id = ending.id AND subscription.started_date < ending.day
