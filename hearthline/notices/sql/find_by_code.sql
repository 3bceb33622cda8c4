-- The message with a code, if it was sent to this person: as a user, by an account of theirs, or to
-- their address before anybody knew whose it was.
SELECT message.kind, message.channel, message.recipient, message.created_at, message.status,
       message.is_secret, message.code, message.subject, head.id AS entry_id,
       CASE WHEN message.is_secret THEN ''
            ELSE coalesce(wording.body_text, message.body_text) END AS text
  FROM notices_message AS message
  LEFT JOIN notices_wording AS wording ON wording.id = message.wording_id
  LEFT JOIN notices_message AS head
         ON head.id = coalesce(message.part_of_id, message.id) AND NOT head.is_secret
        AND head.user_id = %(user_id)s
 WHERE message.code = %(code)s AND message.code <> ''
   AND (message.user_id = %(user_id)s
        OR (message.user_id IS NULL AND message.account_id = ANY(%(account_ids)s::bigint[]))
        OR (message.user_id IS NULL AND message.account_id IS NULL
            AND lower(message.recipient) = ANY(%(addresses)s::text[])))
 ORDER BY message.id DESC LIMIT 1
