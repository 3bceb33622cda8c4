-- A batch that nobody holds, to be held until the transaction ends, with what its bills are.
WITH taken AS (
    SELECT id, bill_ids FROM billing_statementbatch
     WHERE run_id = %(run_id)s AND made_at IS NULL
     ORDER BY number
     LIMIT 1
       FOR UPDATE SKIP LOCKED
)
SELECT taken.id AS batch_id, bill.account_id, bill.number, account.language
  FROM taken
 CROSS JOIN LATERAL unnest(taken.bill_ids) WITH ORDINALITY AS one (bill_id, place)
  JOIN billing_bill AS bill ON bill.id = one.bill_id
  JOIN customers_account AS account ON account.id = bill.account_id
 ORDER BY one.place
