-- A page of a person's message centre, newest first, each with the further channels it went by.
-- Both kinds are cut before they are put together, so that thousands of older ones cost little.
WITH mine AS (
    (SELECT id FROM notices_message
      WHERE user_id = %(user_id)s AND part_of_id IS NULL AND NOT is_secret
        AND (%(kinds)s::text[] = '{}' OR kind = ANY(%(kinds)s::text[]))
        AND kind <> ALL(%(hidden)s::text[])
      ORDER BY id DESC LIMIT %(limit)s + %(offset)s)
    UNION ALL
    (SELECT id FROM notices_message
      WHERE account_id = %(account_id)s AND user_id IS NULL
        AND part_of_id IS NULL AND NOT is_secret
        AND (%(kinds)s::text[] = '{}' OR kind = ANY(%(kinds)s::text[]))
        AND kind <> ALL(%(hidden)s::text[])
      ORDER BY id DESC LIMIT %(limit)s + %(offset)s)
), page AS (
    SELECT id FROM mine ORDER BY id DESC LIMIT %(limit)s OFFSET %(offset)s
)
SELECT message.id, kind, about, channel, recipient, subject, created_at, status, not_before_at,
       user_id, read_at,
       (SELECT json_agg(json_build_object('channel', part.channel, 'recipient', part.recipient,
                            'status', part.status, 'not_before_at', part.not_before_at))
          FROM notices_message AS part WHERE part.part_of_id = message.id) AS parts
  FROM page JOIN notices_message AS message USING (id)
 ORDER BY message.id DESC
