-- Bill runs, newest day first, each with how far it is.
SELECT run.bill_date, run.started_at, run.finished_at, run.approved_at, run.approved_as,
       run.paused_at, run.previewed_at,
       coalesce(sum(shard.accounts_total) FILTER (WHERE NOT is_preview), 0)::integer AS accounts_total,
       coalesce(sum(shard.accounts_done) FILTER (WHERE NOT is_preview), 0)::integer AS accounts_done,
       coalesce(sum(shard.bills) FILTER (WHERE NOT is_preview), 0)::integer AS bills,
       (count(shard.id) FILTER (WHERE NOT is_preview))::integer AS shards_total,
       (count(shard.finished_at) FILTER (WHERE NOT is_preview))::integer AS shards_done,
       coalesce(sum(shard.accounts_total) FILTER (WHERE is_preview), 0)::integer AS preview_total,
       coalesce(sum(shard.accounts_done) FILTER (WHERE is_preview), 0)::integer AS preview_done,
       (count(shard.id) FILTER (WHERE is_preview AND shard.finished_at IS NULL))::integer
           AS preview_open
  FROM billing_billrun AS run
  LEFT JOIN billing_billrunshard AS shard ON shard.run_id = run.id
 WHERE run.id IN (SELECT id FROM billing_billrun
                   WHERE %(bill_date)s::date IS NULL OR bill_date = %(bill_date)s
                   ORDER BY bill_date DESC LIMIT %(most)s)
 GROUP BY run.id
 ORDER BY run.bill_date DESC
