-- One message of a person's centre, with its text.
SELECT message.id, message.kind, message.about, message.channel, message.recipient,
       message.subject, message.created_at, message.status, message.not_before_at,
       message.user_id, message.read_at, message.code, coalesce(wording.body_text, message.body_text) AS text,
       (SELECT json_agg(json_build_object('channel', part.channel, 'recipient', part.recipient,
                            'status', part.status, 'not_before_at', part.not_before_at))
          FROM notices_message AS part WHERE part.part_of_id = message.id) AS parts
  FROM notices_message AS message
  LEFT JOIN notices_wording AS wording ON wording.id = message.wording_id
 WHERE message.id = %(message_id)s AND message.part_of_id IS NULL AND NOT message.is_secret
   AND (message.user_id = %(user_id)s
        OR (message.user_id IS NULL AND message.account_id = %(account_id)s))
