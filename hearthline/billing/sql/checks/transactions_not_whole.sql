SELECT format('ledger transaction %%s: %%s of %%s legs, sum %%s, in %%s',
              header.id, count(leg.leg), header.leg_count, coalesce(sum(leg.amount_minor), 0),
              coalesce(string_agg(DISTINCT leg.currency, ', '), 'no currency')) AS detail
  FROM billing_ledgertransaction AS header
  LEFT JOIN billing_posting AS leg ON leg.transaction_id = header.id
 GROUP BY header.id
HAVING count(leg.leg) <> header.leg_count OR sum(leg.amount_minor) <> 0
    OR bool_or(leg.currency <> header.currency)
 ORDER BY header.id
