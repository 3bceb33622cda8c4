-- Such a subscription is never billed.
SELECT format('subscription %%s: plan %%s is in %%s, account %%s in %%s', subscription.number,
              plan.code, plan.currency, account.number, account.currency) AS detail
  FROM subscriptions_subscription AS subscription
  JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
  JOIN customers_account AS account ON account.id = subscription.account_id
 WHERE plan.currency <> account.currency
