-- What is known of a person whose first factor was no password.
SELECT
    person.failed_sign_ins,
    seen.is_known_browser,
    seen.has_browsers,
    seen.countries,
    last.at AS last_at,
    last.country AS last_country,
    last.latitude AS last_latitude,
    last.longitude AS last_longitude,
    reset.at AS reset_at,
    (
        SELECT kept.used FROM identity_attemptcount AS kept
        WHERE kept.key_hash = %(network_key)s AND kept.ends_at > %(now)s
    ) AS network_failures
FROM identity_user AS person
LEFT JOIN LATERAL (
    SELECT
        coalesce(bool_or(one.token_hash = %(browser_hash)s), FALSE) AS is_known_browser,
        count(*) > 0 AS has_browsers,
        array_agg(DISTINCT one.country) AS countries
    FROM identity_browser AS one WHERE one.user_id = person.id
) AS seen ON TRUE
LEFT JOIN LATERAL (
    SELECT * FROM identity_signin AS one
    WHERE one.user_id = person.id AND one.outcome = 'signed_in'
    ORDER BY one.id DESC LIMIT 1
) AS last ON TRUE
LEFT JOIN LATERAL (
    SELECT one.at FROM identity_securityevent AS one
    WHERE one.user_id = person.id AND one.kind = 'password_reset'
    ORDER BY one.id DESC LIMIT 1
) AS reset ON TRUE
WHERE person.id = %(user_id)s
