-- One try to sign in with a password: counted before the password is looked at, so that many at
-- once can't slip through together, with the person that is meant and what is known of them.
-- Whether there is such a person changes nothing in what is counted. Locks are taken in the order
-- of the keys, then by name and address together, and the count of all strangers last: two tries
-- never wait for each other in a ring.
-- Nor does it wait for the disk. Nothing here needs that, but reading a page of users that changed
-- lately may tidy it up, which is written to the log: the wait for that told a known name from an
-- unknown one.
WITH setting AS (
    SELECT set_config('synchronous_commit', 'off', TRUE)
),
person AS (
    SELECT * FROM identity_user WHERE lower(username) = lower(%(username)s::text)
    UNION ALL
    SELECT * FROM identity_user WHERE lower(email) = lower(%(email)s::text)
),
-- Somebody to look things up of where nobody is meant, so that it takes as long: whoever calls this
-- throws what is found away.
meant AS (
    SELECT id FROM person
    UNION ALL
    (
        SELECT id FROM identity_user
        WHERE
            NOT EXISTS (SELECT FROM person)
            AND id >= (SELECT floor(random() * max(id)) FROM identity_user)::bigint
        ORDER BY id LIMIT 1
    )
),
browser AS (
    SELECT EXISTS (
        SELECT FROM meant
        INNER JOIN identity_browser AS one ON one.user_id = meant.id
        WHERE one.token_hash = %(browser_hash)s::bytea
    ) AND EXISTS (SELECT FROM person) AS is_known
),
tries AS (
    SELECT attempt.key_hash, attempt.ends_at, attempt.amount
    FROM unnest(%(keys)s::bytea[], %(ends)s::timestamptz[], %(amounts)s::int[])
        AS attempt (key_hash, ends_at, amount)
    CROSS JOIN browser
    WHERE NOT browser.is_known
    UNION ALL
    -- The browsers that a person has signed in with count for themselves: nobody else's tries
    -- lock them out.
    SELECT
        sha256(convert_to('sign-in known browsers ' || person.id, 'UTF8')),
        %(known_ends)s::timestamptz,
        %(known_amount)s::int
    FROM person CROSS JOIN browser
    WHERE browser.is_known
),
counted AS (
    INSERT INTO identity_attemptcount AS kept (key_hash, used, ends_at)
    SELECT key_hash, 1, ends_at FROM tries ORDER BY key_hash
    ON CONFLICT (key_hash) DO UPDATE SET
        used = CASE WHEN kept.ends_at <= %(now)s::timestamptz THEN 1 ELSE kept.used + 1 END,
        ends_at = CASE WHEN kept.ends_at <= %(now)s::timestamptz THEN excluded.ends_at ELSE kept.ends_at END
    RETURNING kept.key_hash, kept.used
),
verdict AS (
    SELECT
        bool_and(counted.used <= tries.amount) AS is_within,
        array_agg(counted.key_hash) AS counted_keys,
        max(counted.used) FILTER (WHERE counted.key_hash = %(network_key)s::bytea) AS network_used
    FROM counted INNER JOIN tries ON tries.key_hash = counted.key_hash
),
-- What is within its limits counts with all strangers, and by name and address together, so that
-- who gets it right can have back just that.
looked_at AS (
    INSERT INTO identity_attemptcount AS kept (key_hash, used, ends_at)
    SELECT key.hash, 1, %(window_ends)s::timestamptz
    FROM verdict CROSS JOIN browser
    CROSS JOIN (VALUES (1, %(pair_key)s::bytea), (2, %(strangers_key)s::bytea)) AS key (turn, hash)
    WHERE verdict.is_within AND NOT browser.is_known
    ORDER BY key.turn
    ON CONFLICT (key_hash) DO UPDATE SET
        used = CASE WHEN kept.ends_at <= %(now)s::timestamptz THEN 1 ELSE kept.used + 1 END,
        ends_at = CASE WHEN kept.ends_at <= %(now)s::timestamptz THEN excluded.ends_at ELSE kept.ends_at END
    RETURNING kept.key_hash, kept.used
)
SELECT
    person.id,
    person.password,
    person.username,
    person.email,
    person.name,
    person.phone,
    person.language,
    person.is_active,
    person.is_staff,
    person.created_at,
    person.failed_sign_ins,
    person.has_short_password,
    person.held_at,
    verdict.is_within,
    verdict.counted_keys,
    verdict.network_used AS network_failures,
    (SELECT used FROM looked_at WHERE key_hash = %(pair_key)s::bytea) AS pair_used,
    (SELECT used FROM looked_at WHERE key_hash = %(strangers_key)s::bytea) AS strangers_used,
    coalesce((
        SELECT kept.used FROM identity_attemptcount AS kept
        WHERE kept.key_hash = %(worked_key)s::bytea AND kept.ends_at > %(now)s::timestamptz
    ), 0) AS worked,
    browser.is_known AS is_known_browser,
    EXISTS (
        SELECT FROM mfa_authenticator AS one
        WHERE one.user_id = meant.id AND one.type IN ('totp', 'webauthn')
            AND NOT EXISTS (
                SELECT FROM identity_passkey AS key
                WHERE key.authenticator_id = one.id AND key.refused_at IS NOT NULL
            )
    ) AS has_second_factor,
    EXISTS (
        SELECT FROM identity_browser AS one
        WHERE
            one.user_id = meant.id
            AND one.token_hash = %(browser_hash)s::bytea
            AND one.trusted_until_at > %(now)s::timestamptz
    ) AS is_trusted_browser,
    seen.has_browsers,
    seen.countries,
    last.at AS last_at,
    last.country AS last_country,
    last.latitude AS last_latitude,
    last.longitude AS last_longitude,
    reset.at AS reset_at
FROM setting
CROSS JOIN verdict
CROSS JOIN browser
LEFT JOIN meant ON TRUE
LEFT JOIN person ON person.id = meant.id
LEFT JOIN LATERAL (
    SELECT count(*) > 0 AS has_browsers, array_agg(DISTINCT one.country) AS countries
    FROM identity_browser AS one WHERE one.user_id = meant.id
) AS seen ON TRUE
LEFT JOIN LATERAL (
    SELECT * FROM identity_signin AS one
    WHERE one.user_id = meant.id AND one.outcome = 'signed_in'
    ORDER BY one.id DESC LIMIT 1
) AS last ON TRUE
LEFT JOIN LATERAL (
    SELECT one.at FROM identity_securityevent AS one
    WHERE one.user_id = meant.id AND one.kind = 'password_reset'
    ORDER BY one.id DESC LIMIT 1
) AS reset ON TRUE
