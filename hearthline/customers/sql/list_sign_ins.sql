-- Attempts to sign in, as staff see them: newest first, with whose account each leads to.
-- Those that are unusual or were refused come from their own index; of one person's, from theirs.
WITH page AS (
    SELECT id, user_id, at, outcome, method, device, place, country, score, reasons
      FROM identity_signin
     WHERE (%(everything)s OR score > 0 OR outcome = 'blocked')
       AND (%(outcome)s = '' OR outcome = %(outcome)s)
       AND (%(user_ids)s::bigint[] IS NULL OR user_id = ANY(%(user_ids)s::bigint[]))
       AND at >= %(since)s
       AND (%(with_staff)s OR NOT EXISTS (
           SELECT FROM identity_user AS person
            WHERE person.id = identity_signin.user_id AND person.is_staff))
       AND id < %(before_id)s
     ORDER BY id DESC LIMIT %(limit)s
)
SELECT page.*, person.username, person.failed_sign_ins >= %(cap)s AS is_blocked,
       person.held_at IS NOT NULL AS is_held, coalesce(account.number, '') AS account_number
  FROM page
  JOIN identity_user AS person ON person.id = page.user_id
  LEFT JOIN LATERAL (
       SELECT account.number
         FROM customers_member AS member
         JOIN customers_account AS account ON account.id = member.account_id
        WHERE member.user_id = page.user_id
        ORDER BY member.since_at, member.id LIMIT 1) AS account ON TRUE
 ORDER BY page.id DESC
