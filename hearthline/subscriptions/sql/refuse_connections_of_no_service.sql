-- A connection belongs to an internet service that the account has or had.
UPDATE staged_connection AS staged
   SET problems = jsonb_build_array(jsonb_build_object(
           'column', 'service_identifier',
           'follows', refused.line IS NOT NULL,
           'message', CASE
               WHEN refused.line IS NULL
               THEN format('"%%s" is unknown as an internet service of account "%%s". Add it to '
                           'subscriptions.csv or correct it',
                           staged.service_identifier, staged.account_number)
               ELSE format('"%%s" is refused on line %%s of subscriptions.csv. Correct it there',
                           staged.service_identifier, refused.line) END))
  FROM staged_connection AS same
  LEFT JOIN (SELECT account_number, service_identifier, min(line) AS line
               FROM staged_subscription WHERE problems IS NOT NULL
              GROUP BY account_number, service_identifier) AS refused
         USING (account_number, service_identifier)
 WHERE same.line = staged.line AND staged.problems IS NULL
   AND NOT EXISTS (
        SELECT 1 FROM staged_subscription AS subscription
         LEFT JOIN staged_plan ON staged_plan.code = subscription.plan_code
                              AND staged_plan.problems IS NULL
         LEFT JOIN catalog_plan AS plan ON plan.code = subscription.plan_code
         WHERE subscription.account_number = staged.account_number
           AND subscription.service_identifier = staged.service_identifier
           AND subscription.problems IS NULL
           AND coalesce(staged_plan.kind, plan.kind) = 'internet')
   AND NOT EXISTS (
        SELECT 1 FROM subscriptions_subscription AS subscription
          JOIN customers_account AS account ON account.id = subscription.account_id
          JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
         WHERE account.number = staged.account_number AND plan.kind = 'internet'
           AND subscription.service_identifier = staged.service_identifier)
