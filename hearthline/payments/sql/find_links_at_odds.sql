-- Links to pay a bill that are used without a payment, or the other way round, or by another account.
SELECT link.id
  FROM payments_paylink AS link
 WHERE (link.used_at IS NOT NULL) <> EXISTS (
           SELECT FROM payments_payment AS payment
            WHERE payment.pay_link_id = link.id AND payment.status = 'succeeded')
    OR EXISTS (
           SELECT FROM payments_payment AS payment
            WHERE payment.pay_link_id = link.id AND payment.account_id <> link.account_id)
 ORDER BY link.id LIMIT 100
