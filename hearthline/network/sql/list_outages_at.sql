-- What is down or planned for an account, what is down first.
SELECT outage.*,
       (SELECT json_agg(json_build_object(
                   'step', step, 'at', at, 'text', text, 'text_es', text_es,
                   'estimate_at', estimate_at) ORDER BY id DESC)
          FROM network_outageupdate WHERE outage_id = outage.id) AS updates
  FROM network_outagereach AS reach
  JOIN network_outage AS outage ON outage.id = reach.outage_id
 WHERE reach.account_id = %(account_id)s
   AND (outage.number = %(number)s
        OR (%(number)s = '' AND outage.withdrawn_at IS NULL
            AND (outage.ended_at IS NULL OR outage.ended_at > %(now)s)))
 ORDER BY outage.started_at > %(now)s, outage.kind = 'maintenance', outage.started_at
