-- What the receivable book came to at a moment.
SELECT coalesce(sum(leg.amount_minor), 0)::bigint AS amount_minor
  FROM billing_posting AS leg
 WHERE leg.book = 'receivable' AND leg.currency = %(currency)s
   AND NOT EXISTS (SELECT FROM billing_ledgertransaction AS later
                    WHERE later.id = leg.transaction_id AND later.occurred_at >= %(until_at)s)
