-- What a discount gives may be on bills; only its end moves.
UPDATE staged_discount AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', 'rate',
           'message', format('"%%s" gives something else from %%s on already. End it, and give the new '
                             'one a name or a day of its own',
                             staged.name, staged.starts_date)))
  FROM subscriptions_subscription AS subscription
  JOIN subscriptions_discount AS known ON known.subscription_id = subscription.id
 WHERE staged.problems IS NULL AND subscription.number = staged.subscription_id
   AND (known.name, known.starts_date) = (staged.name, staged.starts_date)
   AND (known.kind, known.rate_ppm, known.amount_minor, known.with_kind, known.rank)
       IS DISTINCT FROM
       (staged.kind, staged.rate_ppm, staged.amount_minor, staged.with_kind, staged.rank)
