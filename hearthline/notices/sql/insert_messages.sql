-- Keep many messages of one kind about one thing. Who was told of it already gets no second row.
INSERT INTO notices_message
    (kind, about, channel, recipient, language, subject, body_text, body_html, code, wording_id,
     account_id, user_id, part_of_id, is_secret, created_at, not_before_at, read_at, status,
     sent_at, attempts, failure)
SELECT %(kind)s, %(about)s, wanted.channel, wanted.recipient, wanted.language, wanted.subject,
       wanted.body_text, wanted.body_html, wanted.code, wanted.wording_id, wanted.account_id, wanted.user_id,
       wanted.part_of_id, false, %(now)s, wanted.not_before_at, wanted.read_at,
       CASE wanted.channel WHEN 'centre' THEN 'sent' ELSE 'queued' END,
       CASE wanted.channel WHEN 'centre' THEN %(now)s::timestamptz END, 0, ''
  FROM unnest(%(channel)s::text[], %(recipient)s::text[], %(language)s::text[],
              %(subject)s::text[], %(body_text)s::text[], %(body_html)s::text[], %(code)s::text[],
              %(wording_id)s::bigint[], %(account_id)s::bigint[], %(user_id)s::bigint[],
              %(part_of_id)s::bigint[], %(not_before_at)s::timestamptz[],
              %(read_at)s::timestamptz[])
       AS wanted (channel, recipient, language, subject, body_text, body_html, code, wording_id,
                  account_id, user_id, part_of_id, not_before_at, read_at)
ON CONFLICT DO NOTHING
RETURNING id, account_id, user_id, channel, not_before_at
