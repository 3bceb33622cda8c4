-- Whose password is not tried any more, and whose sign-in is held: the newest attempt first.
SELECT person.id AS user_id, person.username, person.failed_sign_ins >= %(cap)s AS is_blocked,
       person.held_at IS NOT NULL AS is_held, person.failed_sign_ins AS failures,
       newest.at AS tried_at, coalesce(account.number, '') AS account_number,
       count(*) OVER () AS total
  FROM identity_user AS person
  LEFT JOIN LATERAL (
       SELECT one.at FROM identity_signin AS one
        WHERE one.user_id = person.id ORDER BY one.id DESC LIMIT 1) AS newest ON TRUE
  LEFT JOIN LATERAL (
       SELECT account.number
         FROM customers_member AS member
         JOIN customers_account AS account ON account.id = member.account_id
        WHERE member.user_id = person.id
        ORDER BY member.since_at, member.id LIMIT 1) AS account ON TRUE
 WHERE (person.failed_sign_ins >= %(cap)s OR person.held_at IS NOT NULL)
   AND person.is_active
   AND (%(with_staff)s OR NOT person.is_staff)
   AND (%(user_ids)s::bigint[] IS NULL OR person.id = ANY(%(user_ids)s::bigint[]))
 ORDER BY newest.at DESC NULLS LAST, person.id
 LIMIT %(limit)s OFFSET %(offset)s
