-- How many messages a person's centre has, of some kinds or all, and the newest.
SELECT count(*) AS total, max(id) AS newest_id
  FROM (SELECT id, kind FROM notices_message
         WHERE user_id = %(user_id)s AND part_of_id IS NULL AND NOT is_secret
        UNION ALL
        SELECT id, kind FROM notices_message
         WHERE account_id = %(account_id)s AND user_id IS NULL
           AND part_of_id IS NULL AND NOT is_secret) AS mine
 WHERE (%(kinds)s::text[] = '{}' OR kind = ANY(%(kinds)s::text[]))
   AND kind <> ALL(%(hidden)s::text[])
