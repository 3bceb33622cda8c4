-- What came in during a period by the way it came: payments by their own amounts, and what else
-- moved the books where money lies (taken back, paid out).
SELECT 'payment' AS "group", payment.channel AS kind, count(*) AS lines,
       sum(payment.amount_minor)::bigint AS amount_minor
  FROM billing_ledgertransaction AS header
  JOIN payments_payment AS payment ON payment.ledger_transaction_id = header.id
 WHERE header.occurred_at >= %(since_at)s AND header.occurred_at < %(until_at)s
   AND payment.status = 'succeeded' AND payment.channel <> 'imported'
   AND payment.currency = %(currency)s
 GROUP BY payment.channel
UNION ALL
SELECT 'ledger', coalesce(reversed.kind || '_reversed', header.kind), count(*),
       sum(leg.amount_minor)::bigint
  FROM billing_ledgertransaction AS header
  JOIN billing_posting AS leg ON leg.transaction_id = header.id
  LEFT JOIN billing_ledgertransaction AS reversed ON reversed.id = header.reverses_id
 WHERE header.occurred_at >= %(since_at)s AND header.occurred_at < %(until_at)s
   AND leg.book IN ('cash', 'gateway_clearing') AND leg.currency = %(currency)s
   AND NOT EXISTS (SELECT FROM payments_payment AS payment
                    WHERE payment.ledger_transaction_id = header.id)
 GROUP BY 2
 ORDER BY 1 DESC, 2
