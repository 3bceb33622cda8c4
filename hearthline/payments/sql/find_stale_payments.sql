-- Payments the gateway hasn't decided for a day: somebody must ask there.
SELECT number, status, created_at
  FROM payments_payment
 WHERE status IN ('pending', 'needs_confirmation', 'unknown')
   AND (created_at < now() - interval '1 day' OR failure_reason = 'amount_differs')
 ORDER BY id;
