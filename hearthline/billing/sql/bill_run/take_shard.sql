-- A shard that nobody holds, to be held until the transaction ends; rather the one held before, whose
-- rows are still at hand.
SELECT shard.*, run.bill_date
  FROM billing_billrunshard AS shard
  JOIN billing_billrun AS run ON run.id = shard.run_id
 WHERE shard.run_id = %(run_id)s AND shard.is_preview = %(is_preview)s AND shard.finished_at IS NULL
   AND (shard.is_preview OR run.approved_at IS NOT NULL AND run.paused_at IS NULL)
 ORDER BY shard.id IS NOT DISTINCT FROM %(mine)s::bigint DESC, shard.number
 LIMIT 1
   FOR NO KEY UPDATE OF shard SKIP LOCKED
