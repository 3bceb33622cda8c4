-- Payments that were taken back without their posting being reversed, or the other way about.
SELECT payment.number
  FROM payments_payment AS payment
  LEFT JOIN payments_returnedpayment AS back ON back.payment_id = payment.id
  LEFT JOIN billing_ledgertransaction AS reversal
    ON reversal.reverses_id = payment.ledger_transaction_id
 WHERE payment.channel <> 'imported' AND (back.payment_id IS NOT NULL OR reversal.id IS NOT NULL)
   AND back.ledger_transaction_id IS DISTINCT FROM reversal.id
 ORDER BY payment.id
