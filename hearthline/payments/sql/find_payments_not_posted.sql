-- Payments that succeeded whose account's receivable didn't fall by just their amount.
SELECT payment.number, payment.amount_minor, payment.currency, coalesce(posted.minor, 0) AS posted_minor
  FROM payments_payment AS payment
  LEFT JOIN billing_ledgertransaction AS header
    ON header.id = payment.ledger_transaction_id
   AND header.account_id = payment.account_id
   AND (header.kind = 'payment' OR payment.channel = 'imported')
  LEFT JOIN LATERAL (
       SELECT -sum(leg.amount_minor) AS minor
         FROM billing_posting AS leg
        WHERE leg.transaction_id = header.id
          AND leg.book = 'receivable'
          AND leg.account_id = payment.account_id
          AND leg.currency = payment.currency) AS posted ON true
 WHERE payment.status = 'succeeded'
   AND posted.minor IS DISTINCT FROM payment.amount_minor
 ORDER BY payment.id;
