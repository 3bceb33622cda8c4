-- Take messages that wait, are due and belong to no worker.
UPDATE notices_message
   SET claimed_until_at = %(until)s, attempts = attempts + 1
 WHERE id = ANY(%(ids)s)
   AND status = 'queued'
   AND (claimed_until_at IS NULL OR claimed_until_at <= %(now)s)
   AND (not_before_at IS NULL OR not_before_at <= %(now)s)
RETURNING id
