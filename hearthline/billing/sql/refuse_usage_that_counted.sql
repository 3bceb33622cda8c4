-- What was counted stays as it was.
UPDATE staged_usage AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', 'reference',
           'message', format('"%%s" was counted as something else, used on %%s. Usage never changes: give '
                             'the new one a reference of its own',
                             staged.reference, known.used_date)))
  FROM billing_usage AS known
  JOIN subscriptions_subscription AS subscription ON subscription.id = known.subscription_id
 WHERE staged.problems IS NULL
   AND (known.source, known.external_id) = (staged.source, staged.reference)
   AND (subscription.number, known.usage_kind, known.quantity, known.used_date, known.description)
       IS DISTINCT FROM
       (staged.subscription_id, staged.usage_kind, staged.quantity, staged.used_date,
        staged.description)
