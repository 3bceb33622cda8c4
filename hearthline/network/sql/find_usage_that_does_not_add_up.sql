-- Connections whose hours don't add up to what was counted from their sessions.
WITH hours AS (
    SELECT connection_id, sum(down_bytes) AS down, sum(up_bytes) AS up
      FROM network_usagehour GROUP BY connection_id
),
counted AS (
    SELECT connection_id, sum(counted_down_bytes) AS down, sum(counted_up_bytes) AS up
      FROM network_accesssession GROUP BY connection_id
)
SELECT connection_id,
       coalesce(hours.down, 0) AS hours_down, coalesce(hours.up, 0) AS hours_up,
       coalesce(counted.down, 0) AS counted_down, coalesce(counted.up, 0) AS counted_up
  FROM hours FULL JOIN counted USING (connection_id)
 WHERE (coalesce(hours.down, 0), coalesce(hours.up, 0))
    <> (coalesce(counted.down, 0), coalesce(counted.up, 0))
 ORDER BY connection_id
