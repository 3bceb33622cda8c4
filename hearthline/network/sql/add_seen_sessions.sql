-- Take over sessions as the access system has them, and add to the hours what they used since they
-- were last seen, exactly once: what was counted and the counters it was counted from are written
-- by this one statement. Sessions that are older than what we have are left out.
--
-- A counter that is lower than before has restarted: all of it is new. What lies between two
-- samples is spread evenly over the hours between them; whole bytes, the sum exact.
WITH seen AS (
    SELECT DISTINCT ON (key) *
      FROM unnest(
               %(keys)s::text[], %(usernames)s::text[], %(started)s::timestamptz[],
               %(heard)s::timestamptz[], %(ended)s::timestamptz[], %(causes)s::text[],
               %(addresses)s::inet[], %(routers)s::text[], %(down)s::bigint[], %(up)s::bigint[]
           ) AS row (key, username, started_at, heard_at, ended_at, end_cause, address, router,
                     down_bytes, up_bytes)
     ORDER BY key, heard_at DESC
),
news AS MATERIALIZED (
    SELECT seen.*,
           coalesce(known.connection_id, connection.id) AS connection_id,
           coalesce(known.account_id, connection.account_id) AS account_id,
           greatest(
               coalesce(known.heard_at, least(seen.started_at, seen.heard_at)),
               seen.heard_at - interval '62 days'
           ) AS from_at,
           seen.down_bytes - CASE WHEN seen.down_bytes >= known.down_bytes
                                  THEN known.down_bytes ELSE 0 END AS more_down,
           seen.up_bytes - CASE WHEN seen.up_bytes >= known.up_bytes
                                THEN known.up_bytes ELSE 0 END AS more_up
      FROM seen
      JOIN network_connection AS connection ON connection.username = seen.username
      LEFT JOIN network_accesssession AS known ON known.key = seen.key
     WHERE known.id IS NULL
        OR seen.heard_at > known.heard_at
        OR (seen.heard_at = known.heard_at AND known.ended_at IS NULL
            AND (seen.ended_at IS NOT NULL
                 OR (seen.down_bytes >= known.down_bytes AND seen.up_bytes >= known.up_bytes
                     AND (seen.down_bytes, seen.up_bytes)
                         <> (known.down_bytes, known.up_bytes))))
),
spans AS (
    SELECT news.account_id, news.connection_id, hour_at, more_down, more_up,
           greatest(extract(epoch FROM heard_at - from_at), 0) AS whole_s,
           extract(epoch FROM greatest(hour_at, from_at) - from_at) AS begin_s,
           extract(epoch FROM least(hour_at + interval '1 hour', heard_at) - from_at) AS end_s
      FROM news,
           generate_series(date_trunc('hour', from_at, %(zone)s),
                           heard_at, interval '1 hour') AS hour_at
     WHERE more_down + more_up > 0
       AND (hour_at < heard_at OR from_at >= heard_at)
),
hours AS (
    SELECT account_id, connection_id, hour_at,
           CASE WHEN whole_s = 0 THEN more_down
                ELSE div(more_down * end_s, whole_s) - div(more_down * begin_s, whole_s)
           END AS down_bytes,
           CASE WHEN whole_s = 0 THEN more_up
                ELSE div(more_up * end_s, whole_s) - div(more_up * begin_s, whole_s)
           END AS up_bytes
      FROM spans
),
added AS (
    INSERT INTO network_usagehour AS hour (account_id, connection_id, hour_at, down_bytes, up_bytes)
    SELECT account_id, connection_id, hour_at, sum(down_bytes), sum(up_bytes)
      FROM hours
     GROUP BY account_id, connection_id, hour_at
    HAVING sum(down_bytes) + sum(up_bytes) > 0
    ON CONFLICT (connection_id, hour_at) DO UPDATE
       SET down_bytes = hour.down_bytes + excluded.down_bytes,
           up_bytes = hour.up_bytes + excluded.up_bytes
    RETURNING 1
),
taken AS (
    INSERT INTO network_accesssession AS session
           (account_id, connection_id, key, started_at, heard_at, ended_at, end_cause, address,
            router, down_bytes, up_bytes, counted_down_bytes, counted_up_bytes)
    SELECT account_id, connection_id, key, started_at, heard_at, ended_at, end_cause, address,
           router, down_bytes, up_bytes, more_down, more_up
      FROM news
     ORDER BY started_at, key
    ON CONFLICT (key) DO UPDATE
       SET heard_at = excluded.heard_at,
           ended_at = excluded.ended_at,
           end_cause = excluded.end_cause,
           address = coalesce(excluded.address, session.address),
           router = excluded.router,
           down_bytes = excluded.down_bytes,
           up_bytes = excluded.up_bytes,
           counted_down_bytes = session.counted_down_bytes + excluded.counted_down_bytes,
           counted_up_bytes = session.counted_up_bytes + excluded.counted_up_bytes
    RETURNING 1
)
SELECT (SELECT count(*) FROM taken) AS sessions, (SELECT count(*) FROM added) AS hours
