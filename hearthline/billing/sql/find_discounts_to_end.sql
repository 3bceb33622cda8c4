-- Discounts that end within some days, of which nobody was told since then.
SELECT discount.id, discount.account_id, discount.name, discount.ends_date, plan.name AS plan_name
  FROM subscriptions_discount AS discount
  JOIN subscriptions_subscription AS subscription ON subscription.id = discount.subscription_id
  JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
  JOIN customers_account AS account ON account.id = discount.account_id
 WHERE discount.ends_date > %(today)s AND discount.ends_date <= %(today)s::date + %(days)s
   -- What is shorter than the notice isn't told of as soon as it is given.
   AND discount.ends_date - discount.starts_date > %(days)s AND discount.ended_by_id IS NULL
   AND (subscription.ended_date IS NULL OR subscription.ended_date > discount.ends_date)
   AND account.status = 'active'
   AND NOT EXISTS (
       SELECT FROM notices_message AS message
        WHERE message.account_id = discount.account_id AND message.kind = 'discount_ends'
          AND message.about = 'discount:' || discount.id || ':' || %(days)s::integer)
 ORDER BY discount.id
