-- How each of many people wants to be told of a topic, and when; who never chose has nulls.
SELECT person.user_id, choice.email, choice.sms, choice.centre, hours.from_hour, hours.until_hour,
       coalesce(hours.outage_texts_at_night, false) AS outage_texts_at_night
  FROM unnest(%(user_ids)s::bigint[]) AS person (user_id)
  LEFT JOIN notices_topicchoice AS choice
         ON choice.user_id = person.user_id AND choice.topic = %(topic)s
  LEFT JOIN notices_quiethours AS hours ON hours.user_id = person.user_id
 WHERE choice.user_id IS NOT NULL OR hours.user_id IS NOT NULL
