-- All that a sign-in leaves behind, in one round trip: the history, the counters, the cap on
-- sessions (the one that is being made comes on top).
WITH history AS (
    INSERT INTO identity_signin (user_id, at, outcome, device)
    VALUES (%(user_id)s, %(now)s, 'signed_in', %(device)s)
),
failures AS (
    UPDATE identity_user SET failed_sign_ins = 0
    WHERE id = %(user_id)s AND failed_sign_ins <> 0
),
attempts AS (
    UPDATE identity_attemptcount SET used = greatest(used - 1, 0)
    WHERE key_hash = ANY(%(attempt_keys)s::bytea[])
)
DELETE FROM identity_session
WHERE key_hash IN (
    SELECT key_hash FROM identity_session
    WHERE user_id = %(user_id)s
    ORDER BY created_at DESC
    OFFSET %(sessions_kept)s
)
