-- What a book of income or of things held took in a period: its amounts are below zero there.
SELECT coalesce(-sum(leg.amount_minor), 0)::bigint AS amount_minor
  FROM billing_ledgertransaction AS header
  JOIN billing_posting AS leg ON leg.transaction_id = header.id
 WHERE header.occurred_at >= %(since_at)s AND header.occurred_at < %(until_at)s
   AND leg.book = %(book)s AND leg.currency = %(currency)s
