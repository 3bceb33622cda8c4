-- Accounts that staff may mean, those that are exactly what was typed first.
-- `by_words`: every word occurs in number, name, address or a contact of record. The trigrams'
-- indexes bring the candidates; that the words themselves occur is looked up in those only.
-- `by_number`: the text without its separators occurs in the number or in a phone.
WITH needles AS MATERIALIZED (
    SELECT DISTINCT customers_folded(word) AS word FROM unnest(%(words)s::text[]) AS word
),
candidates AS (
    SELECT hits.id
    FROM (SELECT customers_folded(word) AS word FROM unnest(%(keys)s::text[]) AS word) AS keys
    CROSS JOIN LATERAL (
        (SELECT id
        FROM customers_account
        WHERE customers_trigrams(customers_account_words(number, name))
            @> customers_trigrams(keys.word)
        LIMIT %(enough)s)
        UNION
        (SELECT account_id
        FROM customers_address
        WHERE customers_trigrams(customers_address_words(street, city, postal_code))
            @> customers_trigrams(keys.word)
        LIMIT %(enough)s)
        UNION
        (SELECT account_id
        FROM customers_contactofrecord
        WHERE customers_trigrams(customers_contact_words(value))
            @> customers_trigrams(keys.word)
        LIMIT %(enough)s)
    ) AS hits
    GROUP BY hits.id
    HAVING count(*) = cardinality(%(keys)s::text[])
),
by_words AS (
    SELECT account.id, false AS is_exact
    FROM candidates
    JOIN customers_account AS account ON account.id = candidates.id
    LEFT JOIN customers_address AS address ON address.account_id = account.id
    LEFT JOIN LATERAL (
        SELECT string_agg(customers_contact_words(value), '') AS words
        FROM customers_contactofrecord
        WHERE account_id = account.id
    ) AS contacts ON true
    WHERE NOT EXISTS (
        SELECT FROM needles
        WHERE strpos(
            concat(
                customers_account_words(account.number, account.name),
                customers_address_words(address.street, address.city, address.postal_code),
                contacts.words
            ),
            needles.word
        ) = 0
    )
    LIMIT %(bound)s
),
by_number AS (
    SELECT
        id,
        customers_folded(customers_compact(number))
            = customers_folded(%(compact)s) AS is_exact
    FROM customers_account
    WHERE %(compact)s <> ''
        AND customers_trigrams(customers_account_words(number, name))
            @> customers_trigrams(customers_folded(%(compact)s))
        AND strpos(
            customers_folded(customers_compact(number)),
            customers_folded(%(compact)s)
        ) > 0
    LIMIT %(bound)s
),
by_phone AS (
    SELECT
        account_id AS id,
        length(%(phone)s) >= 7
            AND right(customers_compact(value), length(%(phone)s)) = %(phone)s
            AS is_exact
    FROM customers_contactofrecord
    WHERE %(phone)s <> ''
        AND channel = 'sms'
        AND customers_trigrams(customers_contact_words(value)) @> customers_trigrams(%(phone)s)
        AND strpos(customers_compact(value), %(phone)s) > 0
    LIMIT %(bound)s
),
exactly AS (
    SELECT id, true AS is_exact FROM customers_account WHERE number = %(whole)s
    UNION ALL
    SELECT account_id, true
    FROM customers_contactofrecord
    WHERE %(email)s <> ''
        AND customers_trigrams(customers_contact_words(value))
            @> customers_trigrams(customers_folded(%(email)s))
        AND customers_folded(value) = customers_folded(%(email)s)
    UNION ALL
    SELECT member.account_id, true
    FROM identity_user AS person
    JOIN customers_member AS member ON member.user_id = person.id
    WHERE %(email)s <> '' AND lower(person.email) = lower(%(email)s)
),
found AS (
    SELECT id, bool_or(is_exact) AS is_exact
    FROM (
        SELECT id, is_exact FROM exactly
        UNION ALL SELECT id, is_exact FROM by_number
        UNION ALL SELECT id, is_exact FROM by_phone
        UNION ALL SELECT id, is_exact FROM by_words
    ) AS hits
    GROUP BY id
)
SELECT
    account.id, account.number, account.name, account.status, account.currency,
    address.street, address.city, address.region, address.postal_code,
    found.is_exact
FROM found
JOIN customers_account AS account ON account.id = found.id
LEFT JOIN customers_address AS address ON address.account_id = account.id
ORDER BY
    NOT found.is_exact,
    NOT starts_with(customers_folded(account.name), customers_folded(%(whole)s)),
    customers_folded(account.name),
    account.number
LIMIT %(bound)s
