-- Each good staged payment with what is there of it; ids for what is new.
DROP TABLE IF EXISTS pg_temp.payment_to_import;
CREATE TEMPORARY TABLE payment_to_import ON COMMIT DROP AS
SELECT account.id AS account_id, account.language, staged.paid_at, staged.amount AS amount_minor,
       'import:' || staged.reference AS idempotency_key,
       left(concat_ws(' ', nullif(staged.method, ''), staged.reference), 100) AS reference,
       coalesce(payment.id, nextval(pg_get_serial_sequence('payments_payment', 'id'))) AS payment_id,
       payment.id IS NULL AS is_new,
       (payment.amount_minor, payment.settled_at) IS DISTINCT FROM (staged.amount, staged.paid_at)
           AS has_new_posting,
       payment.ledger_transaction_id AS old_transaction_id,
       payment.ledger_transaction_id AS transaction_id,
       payment.reference AS old_reference
  FROM staged_payment AS staged
  JOIN customers_account AS account ON account.number = staged.account_number
  LEFT JOIN payments_payment AS payment
         ON payment.account_id = account.id
        AND payment.channel = 'imported'
        AND payment.idempotency_key = 'import:' || staged.reference
 WHERE staged.problems IS NULL
 ORDER BY staged.line
