-- What nobody had yet, or no longer, can't have been used.
UPDATE staged_usage AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', 'used_date',
           'message', CASE WHEN staged.used_date < had.started_date
                THEN format('%%s is before subscription "%%s" began, %%s. Correct the day or the id',
                            staged.used_date, staged.subscription_id, had.started_date)
                ELSE format('%%s is after subscription "%%s" ended, %%s. Correct the day or the id',
                            staged.used_date, staged.subscription_id, had.ended_date) END))
  FROM (SELECT subscription_id, started_date, ended_date
          FROM staged_subscription WHERE problems IS NULL
         UNION ALL
        SELECT number, started_date, ended_date FROM subscriptions_subscription
         WHERE number NOT IN (SELECT subscription_id FROM staged_subscription
                               WHERE subscription_id IS NOT NULL)) AS had
 WHERE staged.problems IS NULL AND had.subscription_id = staged.subscription_id
   AND (staged.used_date < had.started_date OR staged.used_date > had.ended_date)
