-- Enter what was used. What came after its month was billed counts from the day on which the account's
-- last bill began: that month is still open. What is there already, by its source's id, stays.
INSERT INTO billing_usage (account_id, subscription_id, usage_kind, quantity, description, used_date,
                           counts_date, source, external_id, recorded_at)
SELECT subscription.account_id, subscription.id, record.usage_kind, record.quantity,
       record.description, record.used_date,
       greatest(record.used_date, last_bill.period_start), %(source)s, record.external_id, %(now)s
  FROM unnest(%(numbers)s::text[], %(usage_kinds)s::text[], %(quantities)s::bigint[],
              %(descriptions)s::text[], %(used_dates)s::date[], %(external_ids)s::text[])
       AS record (number, usage_kind, quantity, description, used_date, external_id)
  JOIN subscriptions_subscription AS subscription ON subscription.number = record.number
  LEFT JOIN LATERAL (
      SELECT bill.period_start FROM billing_bill AS bill
       WHERE bill.account_id = subscription.account_id AND bill.source = 'run'
         AND bill.kind IN ('regular', 'final')
       ORDER BY bill.period_start DESC LIMIT 1) AS last_bill ON true
 ORDER BY subscription.account_id, record.used_date, record.external_id
ON CONFLICT (source, external_id) DO NOTHING
RETURNING id
