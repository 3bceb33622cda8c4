-- Look at the next so many sign-ins, oldest first, and remove those that are too old.
-- The newest of each person that worked stays: the next one is judged by it, years later too.
WITH looked_at AS MATERIALIZED (
    SELECT id, user_id, at, outcome FROM identity_signin
     WHERE id > %(after_id)s ORDER BY id LIMIT %(batch)s
),
removed AS (
    DELETE FROM identity_signin AS old
     USING looked_at
     WHERE old.id = looked_at.id AND looked_at.at <= %(until)s
       AND (looked_at.outcome <> 'signed_in' OR EXISTS (
           SELECT FROM identity_signin AS newer
            WHERE newer.user_id = looked_at.user_id AND newer.outcome = 'signed_in'
              AND newer.id > looked_at.id))
    RETURNING 1
)
SELECT max(id) AS last_id, bool_or(at <= %(until)s) AS has_old,
       (SELECT count(*) FROM removed) AS removed
  FROM looked_at
