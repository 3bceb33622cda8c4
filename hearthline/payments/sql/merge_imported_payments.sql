INSERT INTO payments_payment (id, account_id, number, amount_minor, currency, status, channel,
                              idempotency_key, request_hash, reference, language, save_method,
                              gateway, gateway_reference, confirmation_url, failure_reason,
                              card_last4, created_at, settled_at, ledger_transaction_id)
SELECT payment_id, account_id, billing_with_check_digit(payment_id), amount_minor, %(currency)s,
       'succeeded', 'imported', idempotency_key,
       sha256(convert_to(concat_ws('|', amount_minor, paid_at), 'UTF8')), reference, language,
       false, '', '', '', '', '', %(now)s, paid_at, transaction_id
  FROM payment_to_import
 WHERE is_new OR has_new_posting OR old_reference <> reference
ON CONFLICT (id) DO UPDATE
   SET amount_minor = excluded.amount_minor, request_hash = excluded.request_hash,
       reference = excluded.reference, settled_at = excluded.settled_at,
       ledger_transaction_id = excluded.ledger_transaction_id
