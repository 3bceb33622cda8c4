-- What was taken back counts against: each day of a discount is given once or not at all.
SELECT format('discount %%s of subscription %%s: days from %%s are given %%s times', discount.name,
              subscription.number, day, times) AS detail
  FROM (SELECT discount_id, day, sum(sum(step)) OVER (
                   PARTITION BY discount_id ORDER BY day) AS times
          FROM (SELECT discount_id, period_start AS day, -sign(amount_minor) AS step
                  FROM billing_billline WHERE discount_id IS NOT NULL
                UNION ALL
                SELECT discount_id, period_end, sign(amount_minor)
                  FROM billing_billline WHERE discount_id IS NOT NULL) AS changes
         GROUP BY discount_id, day) AS steps
  JOIN subscriptions_discount AS discount ON discount.id = steps.discount_id
  JOIN subscriptions_subscription AS subscription ON subscription.id = discount.subscription_id
 WHERE times NOT IN (0, 1)
