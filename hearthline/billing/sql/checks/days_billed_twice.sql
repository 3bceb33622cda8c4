-- Credits count against: each day is billed once or not at all. Discounts and usage lie beside.
SELECT format('subscription %%s: days from %%s are billed %%s times', subscription.number, day, times)
           AS detail
  FROM (SELECT subscription_id, day, sum(sum(step)) OVER (
                   PARTITION BY subscription_id ORDER BY day) AS times
          FROM (SELECT subscription_id, period_start AS day,
                       CASE kind WHEN 'credit' THEN -1 ELSE 1 END AS step
                  FROM billing_billline
                 WHERE subscription_id IS NOT NULL AND kind IN ('recurring', 'proration', 'credit')
                UNION ALL
                SELECT subscription_id, period_end, CASE kind WHEN 'credit' THEN 1 ELSE -1 END
                  FROM billing_billline
                 WHERE subscription_id IS NOT NULL AND kind IN ('recurring', 'proration', 'credit')) AS changes
         GROUP BY subscription_id, day) AS steps
  JOIN subscriptions_subscription AS subscription ON subscription.id = steps.subscription_id
 WHERE times NOT IN (0, 1)
