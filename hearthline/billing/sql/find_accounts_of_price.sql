-- The accounts that pay a plan's list price on a day or later, and each one's first bill with it.
-- Days that are billed keep their price: then it is the bill after them.
SELECT min(first_bill.day) AS bill_date, holding.account_id
  FROM (SELECT subscription.account_id, account.billing_day, plan.is_in_arrears,
               plan.period_months, billed.until AS billed_until,
               greatest(%(starts_date)s::date, subscription.started_date, billed.until) AS first_day
          FROM subscriptions_subscription AS subscription
          JOIN customers_account AS account ON account.id = subscription.account_id
          JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
          LEFT JOIN LATERAL (
              SELECT line.period_end FROM billing_billline AS line
               WHERE line.subscription_id = subscription.id
                 AND line.kind IN ('recurring', 'proration', 'credit')
               ORDER BY line.period_end DESC LIMIT 1) AS billed (until) ON true
         WHERE plan.code = %(plan_code)s AND account.status <> 'closed'
           AND subscription.price_override_minor IS NULL
           AND (subscription.ended_date IS NULL
                OR subscription.ended_date > greatest(%(starts_date)s, subscription.started_date)))
       AS holding
 CROSS JOIN LATERAL (
     -- The last billing date on or before that day.
     SELECT (date_trunc('month', first_day)
             + make_interval(days => billing_day - 1,
                             months => -(extract(day FROM first_day) < billing_day)::integer))::date)
     AS month (day)
 CROSS JOIN LATERAL (
     -- In arrears it is on the bill after its period.
     SELECT CASE WHEN is_in_arrears
                 THEN (month.day + make_interval(months => period_months))::date
                 WHEN period_months > 1 AND billed_until <= first_day
                 THEN (billed_until + make_interval(months =>
                           ((extract(year FROM first_day) - extract(year FROM billed_until)) * 12
                            + extract(month FROM first_day) - extract(month FROM billed_until)
                            - (extract(day FROM first_day) < extract(day FROM billed_until))::integer
                           )::integer / period_months * period_months))::date
                 ELSE month.day END) AS first_bill (day)
 GROUP BY holding.account_id
 ORDER BY 1, 2
