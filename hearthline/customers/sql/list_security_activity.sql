-- What happened to a person's sign-in, and who of the staff looked at their accounts: newest first,
-- each table from its own index and no more of it than a page needs.
WITH entries AS (
    (SELECT 'sign_in' AS source, 1 AS rank, id, at, outcome AS kind, device, place, country, method,
            reasons, '{}'::jsonb AS details, NULL::bigint AS account_id, NULL::bigint AS by_id,
            '' AS subject, '' AS reason
       FROM identity_signin
      WHERE user_id = %(user_id)s AND %(kind)s IN ('', 'sign_ins', 'failed')
        AND (%(kind)s <> 'failed' OR outcome IN ('wrong_password', 'blocked', 'wrong_second_step'))
        AND at >= %(since)s
        AND at <= %(before_at)s AND (at, 1, id) < (%(before_at)s, %(before_rank)s, %(before_id)s)
      ORDER BY at DESC, id DESC LIMIT %(limit)s)
    UNION ALL
    (SELECT 'event', 2, id, at, kind, device, '', '', '', '[]'::jsonb, details, account_id, by_id,
            '', ''
       FROM identity_securityevent
      WHERE user_id = %(user_id)s AND %(kind)s IN ('', 'changes')
        AND at >= %(since)s
        AND at <= %(before_at)s AND (at, 2, id) < (%(before_at)s, %(before_rank)s, %(before_id)s)
      ORDER BY at DESC, id DESC LIMIT %(limit)s)
    UNION ALL
    -- Account by account, so that each is read from its index. What shows amounts is for who may
    -- see the bills.
    SELECT looks.*
      FROM customers_member AS member
     CROSS JOIN LATERAL (
           SELECT 'look', 3, look.id, look.looked_at, look.page, '', '', '', '', '[]'::jsonb,
                  '{}'::jsonb, look.account_id, look.user_id, look.subject, look.reason
             FROM customers_accountlook AS look
            WHERE look.account_id = member.account_id
              AND (member.account_id = ANY(%(with_bills)s::bigint[])
                   OR look.page = ANY(%(without_bills)s::text[]))
              AND look.looked_at >= %(since)s
              AND look.looked_at <= %(before_at)s
              AND (look.looked_at, 3, look.id) < (%(before_at)s, %(before_rank)s, %(before_id)s)
            ORDER BY look.looked_at DESC, look.id DESC LIMIT %(limit)s) AS looks
     WHERE member.user_id = %(user_id)s
       AND %(kind)s IN ('', 'looks')
), page AS (
    SELECT * FROM entries ORDER BY at DESC, rank DESC, id DESC LIMIT %(limit)s
)
SELECT page.*, coalesce(account.number, '') AS account_number,
       coalesce(nullif(split_part(person.name, ' ', 1), ''), person.username, '') AS by_name,
       coalesce(person.is_staff, FALSE) AS by_staff
  FROM page
  LEFT JOIN customers_account AS account ON account.id = page.account_id
  LEFT JOIN identity_user AS person ON person.id = page.by_id
 ORDER BY page.at DESC, page.rank DESC, page.id DESC
