-- The account that somebody's pages are about, with their role and limits: the one they named, else
-- the one chosen in their session, else the one they used last, else their oldest, open ones first.
WITH mine AS (
    SELECT member.*, count(*) OVER () AS accounts
      FROM customers_member AS member
     WHERE member.user_id = %(user_id)s
)
SELECT account.id, account.number, account.name, account.status, account.language,
       account.currency, mine.role, mine.most_minor, mine.may_order, mine.sees_bills,
       mine.accounts,
       CASE WHEN mine.role = 'owner' THEN '' ELSE coalesce(
           (SELECT coalesce(nullif(person.name, ''), person.username)
              FROM customers_member AS owner
              JOIN identity_user AS person ON person.id = owner.user_id
             WHERE owner.account_id = mine.account_id AND owner.role = 'owner'), '') END AS owner,
       (SELECT count(*) FROM (
            SELECT FROM notices_message
             WHERE user_id = mine.user_id AND read_at IS NULL
               AND part_of_id IS NULL AND NOT is_secret
               AND (mine.sees_bills OR kind <> ALL(%(amounts)s::text[])) LIMIT 100) AS few) AS unread
  FROM mine
  JOIN customers_account AS account ON account.id = mine.account_id
 WHERE %(number)s::text IS NULL OR account.number = %(number)s
 ORDER BY account.id = %(account_id)s::bigint DESC NULLS LAST, mine.used_at DESC NULLS LAST,
          account.status = 'closed', mine.since_at, mine.id
 LIMIT 1
