-- What is down, what is planned for the next weeks, and what ended in the last day, with where.
SELECT outage.*,
       (SELECT json_agg(json_build_object(
                   'step', step, 'at', at, 'text', text, 'text_es', text_es,
                   'estimate_at', estimate_at) ORDER BY id DESC)
          FROM network_outageupdate WHERE outage_id = outage.id) AS updates,
       (SELECT json_agg(json_build_object(
                   'town', town, 'region', region, 'postal_code', postal_code)
                   ORDER BY town, postal_code)
          FROM network_outageplace WHERE outage_id = outage.id) AS places
  FROM network_outage AS outage
 WHERE withdrawn_at IS NULL
   AND started_at < %(until)s AND (ended_at IS NULL OR ended_at > %(since)s)
   AND (%(postal_code)s = '' OR EXISTS (
            SELECT FROM network_outageplace
             WHERE outage_id = outage.id AND postal_code = %(postal_code)s))
 ORDER BY started_at > %(now)s, ended_at <= %(now)s NULLS FIRST, started_at
