-- Events of a gateway that nobody acted on.
SELECT event_id, received_at
  FROM payments_gatewayevent
 WHERE processed_at IS NULL
   AND received_at < now() - interval '1 hour'
 ORDER BY id;
