-- What the books where money lies took in a period.
SELECT coalesce(sum(leg.amount_minor), 0)::bigint AS amount_minor
  FROM billing_ledgertransaction AS header
  JOIN billing_posting AS leg ON leg.transaction_id = header.id
 WHERE header.occurred_at >= %(since_at)s AND header.occurred_at < %(until_at)s
   AND leg.book IN ('cash', 'gateway_clearing') AND leg.currency = %(currency)s
