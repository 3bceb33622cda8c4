-- Ending of rate_accounts.sql: the lines themselves.
SELECT lines.*, subscription.number AS subscription_number, subscription.service_identifier,
       plan.name AS plan_name, plan.kind AS plan_kind,
       CASE WHEN lines.kind = 'fee' AND lines.charge_id IS NOT NULL THEN 'fee_charge'
            ELSE lines.kind END AS part,
       (%(bill_date)s::date + interval '1 month')::date AS bill_until
  FROM lines
  LEFT JOIN subscriptions_subscription AS subscription ON subscription.id = lines.subscription_id
  LEFT JOIN catalog_plan AS plan ON plan.id = lines.plan_id
 ORDER BY account_id, position
