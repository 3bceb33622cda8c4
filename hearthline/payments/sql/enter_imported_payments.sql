INSERT INTO imported_entry
SELECT nextval(pg_get_serial_sequence('billing_ledgertransaction', 'id')),
       'reverse:' || old.id, 'reversal', old.account_id, -leg.amount_minor, 'imported_history',
       old.description, old.occurred_at,
       -- Staff may have taken it back already; what was imported is undone all the same.
       CASE WHEN NOT EXISTS (SELECT FROM billing_ledgertransaction AS reversal
                              WHERE reversal.reverses_id = old.id) THEN old.id END
  FROM payment_to_import AS payment
  JOIN billing_ledgertransaction AS old ON old.id = payment.old_transaction_id
  JOIN billing_posting AS leg ON leg.transaction_id = old.id AND leg.book = 'receivable'
 WHERE payment.has_new_posting
UNION ALL
SELECT payment.transaction_id,
       concat_ws(':', 'payment', payment.payment_id, payment.old_transaction_id),
       'payment', payment.account_id, -payment.amount_minor, 'imported_history',
       'Payment ' || billing_with_check_digit(payment.payment_id), payment.paid_at, NULL
  FROM payment_to_import AS payment
 WHERE payment.has_new_posting
