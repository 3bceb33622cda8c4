INSERT INTO imported_entry
SELECT nextval(pg_get_serial_sequence('billing_ledgertransaction', 'id')),
       'reverse:' || old.id, 'reversal', old.account_id, -leg.amount_minor, 'imported_history',
       'Bill ' || bill.number, old.occurred_at,
       -- Staff may have taken it back already; what was imported is undone all the same.
       CASE WHEN NOT EXISTS (SELECT FROM billing_ledgertransaction AS reversal
                              WHERE reversal.reverses_id = old.id) THEN old.id END
  FROM bill_to_import AS bill
  JOIN billing_ledgertransaction AS old ON old.id = bill.old_transaction_id
  JOIN billing_posting AS leg ON leg.transaction_id = old.id AND leg.book = 'receivable'
 WHERE bill.has_new_posting
UNION ALL
SELECT bill.transaction_id,
       concat_ws(':', 'bill', bill.number,
                 CASE WHEN NOT bill.is_new
                      THEN coalesce(bill.old_transaction_id, bill.transaction_id) END),
       'bill', bill.account_id, bill.total_minor, 'imported_history', 'Bill ' || bill.number,
       bill.issued_date::timestamp AT TIME ZONE %(zone)s, NULL
  FROM bill_to_import AS bill
 WHERE bill.has_new_posting AND bill.total_minor <> 0
