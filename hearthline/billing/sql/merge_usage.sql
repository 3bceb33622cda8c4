-- As record_usage.sql: what came after its month was billed counts in the month that is open.
WITH added AS (
    INSERT INTO billing_usage (account_id, subscription_id, usage_kind, quantity, description,
                               used_date, counts_date, source, external_id, recorded_at)
    SELECT subscription.account_id, subscription.id, staged.usage_kind, staged.quantity,
           staged.description, staged.used_date,
           greatest(staged.used_date, last_bill.period_start), staged.source, staged.reference,
           %(now)s
      FROM staged_usage AS staged
      JOIN subscriptions_subscription AS subscription
        ON subscription.number = staged.subscription_id
      LEFT JOIN LATERAL (
          SELECT bill.period_start FROM billing_bill AS bill
           WHERE bill.account_id = subscription.account_id AND bill.source = 'run'
             AND bill.kind IN ('regular', 'final')
           ORDER BY bill.period_start DESC LIMIT 1) AS last_bill ON true
     WHERE staged.problems IS NULL
     ORDER BY subscription.account_id, staged.used_date, staged.line
    ON CONFLICT (source, external_id) DO NOTHING
    RETURNING id
)
SELECT count(*) AS created, 0 AS changed,
       (SELECT count(*) FROM staged_usage WHERE problems IS NULL) - count(*) AS unchanged
  FROM added
