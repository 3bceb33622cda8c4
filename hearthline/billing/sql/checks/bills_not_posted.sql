-- A bill of nothing but zeros has nothing to post.
SELECT format('bill %%s of %%s has no ledger transaction', number, total_minor) AS detail
  FROM billing_bill WHERE total_minor <> 0 AND ledger_transaction_id IS NULL
UNION ALL
SELECT format('ledger transaction %%s belongs to no bill', header.id)
  FROM billing_ledgertransaction AS header
 WHERE header.scope = 'bill'
   AND NOT EXISTS (SELECT FROM billing_bill WHERE ledger_transaction_id = header.id)
