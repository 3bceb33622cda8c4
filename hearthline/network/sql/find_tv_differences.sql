-- Accounts whose entitlements are not what the TV system exported (table tv_export).
-- Left out: what steps are under way for, or ended for after the export began; what the TV system
-- never heard of and should not have. Channels are kept in order on both sides.
SELECT service.account_id,
       service.id AS subject_id,
       service.revision,
       coalesce(export.revision, 0) AS found_revision,
       coalesce((SELECT string_agg(code, ' ' ORDER BY code)
                   FROM jsonb_array_elements_text(service.channels) AS code), '-') AS wanted,
       coalesce((SELECT string_agg(code, ' ' ORDER BY code)
                   FROM jsonb_array_elements_text(export.channels) AS code), '-') AS found
  FROM network_tvservice AS service
  LEFT JOIN tv_export AS export ON export.subscriber = service.subscriber
 WHERE (export.subscriber IS NULL AND service.channels <> '[]'::jsonb
        OR export.subscriber IS NOT NULL
           AND (export.channels <> service.channels OR export.revision > service.revision))
   AND NOT EXISTS (
        SELECT 1 FROM network_provisioningstep AS step
         WHERE step.kind = 'tv_entitlements' AND step.subject_id = service.id
           AND (step.state NOT IN ('done', 'failed') OR step.finished_at >= %(before)s))
 ORDER BY service.id
 LIMIT %(most)s
