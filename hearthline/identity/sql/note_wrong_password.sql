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
)
SELECT counted.failed_sign_ins, counted.email, counted.language
FROM setting CROSS JOIN counted
