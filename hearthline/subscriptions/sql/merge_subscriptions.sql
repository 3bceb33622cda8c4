WITH differing AS (
    SELECT account.id AS account_id, staged.subscription_id, plan.id AS plan_id,
           staged.started_date, staged.ended_date, staged.price_override, staged.service_identifier
      FROM staged_subscription AS staged
      JOIN customers_account AS account ON account.number = staged.account_number
      JOIN catalog_plan AS plan ON plan.code = staged.plan_code
      LEFT JOIN subscriptions_subscription AS subscription
             ON subscription.number = staged.subscription_id
     WHERE staged.problems IS NULL
       AND (subscription.id IS NULL
            OR (subscription.plan_id, subscription.started_date, subscription.ended_date,
                subscription.price_override_minor, subscription.service_identifier)
               IS DISTINCT FROM
               (plan.id, staged.started_date, staged.ended_date,
                staged.price_override, staged.service_identifier))
     ORDER BY account.id, staged.line
), written AS (
    INSERT INTO subscriptions_subscription (account_id, number, plan_id, started_date, ended_date,
                                            price_override_minor, service_identifier)
    SELECT account_id, subscription_id, plan_id, started_date, ended_date,
           price_override, service_identifier
      FROM differing
    ON CONFLICT (number) DO UPDATE
       SET plan_id = excluded.plan_id, started_date = excluded.started_date,
           ended_date = excluded.ended_date, price_override_minor = excluded.price_override_minor,
           service_identifier = excluded.service_identifier
    RETURNING (xmax = 0) AS is_new
)
SELECT count(*) FILTER (WHERE is_new) AS created,
       count(*) FILTER (WHERE NOT is_new) AS changed,
       (SELECT count(*) FROM staged_subscription WHERE problems IS NULL) - count(*) AS unchanged
  FROM written
