-- What was used in the month that is still open, by service and tariff; nothing used is a row, too.
SELECT tariff.id AS tariff_id, subscription.id AS subscription_id, subscription.number,
       plan.name AS plan_name, tariff.name, tariff.usage_kind, tariff.included_quantity,
       account.currency, coalesce(used.quantity, 0)::bigint AS quantity, used.last_date
  FROM subscriptions_subscription AS subscription
  JOIN customers_account AS account ON account.id = subscription.account_id
  JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
  LEFT JOIN LATERAL (
      SELECT bill.period_start FROM billing_bill AS bill
       WHERE bill.account_id = account.id AND bill.source = 'run'
         AND bill.kind IN ('regular', 'final')
       ORDER BY bill.period_start DESC LIMIT 1) AS last_bill ON true
  JOIN catalog_tariff AS tariff
    ON tariff.plan_id = plan.id
   AND daterange(tariff.starts_date, tariff.ends_date)
       @> greatest(last_bill.period_start, (%(bill_date)s::date - interval '1 month')::date)
  LEFT JOIN LATERAL (
      SELECT sum(usage.quantity) AS quantity, max(usage.used_date) AS last_date
        FROM billing_usage AS usage
       WHERE usage.account_id = account.id AND usage.subscription_id = subscription.id
         AND usage.usage_kind = tariff.usage_kind
         AND usage.counts_date >= coalesce(last_bill.period_start, '-infinity')
         AND usage.counts_date < %(bill_date)s) AS used ON true
 WHERE subscription.account_id = %(account_id)s AND subscription.started_date <= %(today)s
   AND (used.quantity IS NOT NULL OR subscription.ended_date IS NULL
        OR subscription.ended_date > %(today)s)
 ORDER BY subscription.id, tariff.id
