-- Keep whom an outage reaches; who came to the node or the area since is added.
INSERT INTO network_outagereach (outage_id, account_id)
SELECT %(outage_id)s, account_id FROM unnest(%(account_ids)s::bigint[]) AS account_id
ON CONFLICT DO NOTHING
