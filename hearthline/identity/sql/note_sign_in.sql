-- All that a sign-in leaves behind, in one round trip: the history, the counters, the browser, the
-- caps on browsers and sessions (the session that is being made comes on top).
WITH history AS (
    INSERT INTO identity_signin
        (user_id, at, outcome, device, method, country, place, latitude, longitude, score, reasons)
    VALUES (
        %(user_id)s::bigint, %(now)s::timestamptz, 'signed_in', %(device)s::text, %(method)s::text, %(country)s::text, %(place)s::text,
        %(latitude)s::float8, %(longitude)s::float8, %(score)s::int, %(reasons)s::jsonb
    )
),
failures AS (
    UPDATE identity_user SET failed_sign_ins = 0
    WHERE id = %(user_id)s::bigint AND failed_sign_ins <> 0
),
attempts AS (
    -- In the order in which `begin_sign_in.sql` takes its locks. A counter that has ended begins
    -- anew at the next try, whatever it holds.
    INSERT INTO identity_attemptcount AS kept (key_hash, used, ends_at)
    SELECT key_hash, change, ends_at
    FROM unnest(%(keys)s::bytea[], %(changes)s::int[], %(ends)s::timestamptz[])
        WITH ORDINALITY AS change (key_hash, change, ends_at, turn)
    ORDER BY turn
    ON CONFLICT (key_hash) DO UPDATE SET
        used = CASE
            WHEN kept.ends_at <= %(now)s::timestamptz THEN greatest(excluded.used, 0)
            ELSE greatest(kept.used + excluded.used, 0)
        END,
        ends_at = CASE WHEN kept.ends_at <= %(now)s::timestamptz THEN excluded.ends_at ELSE kept.ends_at END
),
browser AS (
    INSERT INTO identity_browser AS kept
        (user_id, token_hash, device, country, first_seen_at, last_seen_at)
    SELECT
        %(user_id)s::bigint, %(browser_hash)s::bytea, %(device)s::text, %(country)s::text, %(now)s::timestamptz, %(now)s::timestamptz
    WHERE %(browser_hash)s::bytea <> ''::bytea
    ON CONFLICT (user_id, token_hash) DO UPDATE SET
        device = excluded.device,
        country = CASE WHEN excluded.country = '' THEN kept.country ELSE excluded.country END,
        last_seen_at = greatest(kept.last_seen_at, excluded.last_seen_at)
),
pruned AS (
    DELETE FROM identity_browser
    WHERE id IN (
        SELECT id FROM identity_browser
        WHERE user_id = %(user_id)s::bigint AND token_hash <> %(browser_hash)s::bytea
        ORDER BY last_seen_at DESC
        OFFSET %(browsers_kept)s::bigint
    )
)
DELETE FROM identity_session
WHERE key_hash IN (
    SELECT key_hash FROM identity_session
    WHERE user_id = %(user_id)s::bigint
    ORDER BY created_at DESC
    OFFSET %(sessions_kept)s::bigint
)
