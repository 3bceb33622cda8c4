-- Ledger transactions of payments that no payment refers to. Reversed ones are undone already.
SELECT header.id, header.idempotency_key
  FROM billing_ledgertransaction AS header
 WHERE header.kind = 'payment'
   AND header.reverses_id IS NULL
   AND NOT EXISTS (SELECT FROM payments_payment AS payment
                    WHERE payment.ledger_transaction_id = header.id)
   AND NOT EXISTS (SELECT FROM billing_ledgertransaction AS reversal
                    WHERE reversal.reverses_id = header.id)
 ORDER BY header.id;
