-- Not waiting for the disk: the time this takes must not tell a known name from an unknown one.
WITH setting AS (
    SELECT set_config('synchronous_commit', 'off', TRUE)
),
counted AS (
    UPDATE identity_user
    SET failed_sign_ins = least(failed_sign_ins + 1, 32000)
    WHERE id = %(user_id)s
    RETURNING failed_sign_ins, email, language
),
history AS (
    INSERT INTO identity_signin (user_id, at, outcome, device, country, place)
    SELECT
        %(user_id)s,
        %(now)s,
        CASE WHEN counted.failed_sign_ins >= %(cap)s THEN 'blocked' ELSE 'wrong_password' END,
        %(device)s,
        %(country)s,
        %(place)s
    FROM counted
),
-- For nobody the same work: one row counted, one written.
nobody AS (
    INSERT INTO identity_nobody AS kept (id, failed_sign_ins)
    SELECT %(nobody_id)s::bigint, 1 WHERE %(user_id)s = 0
    ON CONFLICT (id) DO UPDATE SET failed_sign_ins = least(kept.failed_sign_ins + 1, 32000)
    RETURNING id
),
nothing AS (
    INSERT INTO identity_nobodyssignin (nobody_id, at, outcome, device)
    SELECT id, %(now)s, 'wrong_password', %(device)s FROM nobody
)
SELECT counted.failed_sign_ins, counted.email, counted.language
FROM setting LEFT JOIN counted ON TRUE
