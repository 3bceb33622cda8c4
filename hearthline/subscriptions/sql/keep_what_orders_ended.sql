-- What was ordered here ends as ordered, even while the provider's file doesn't know it yet; the
-- file may end it sooner.
UPDATE staged_subscription AS staged
   SET ended_date = ordered.effective_date
  FROM (SELECT subscription.number, min(orders.effective_date) AS effective_date
          FROM subscriptions_orderitem AS item
          JOIN subscriptions_order AS orders ON orders.id = item.order_id
          JOIN subscriptions_subscription AS subscription ON subscription.id = item.old_id
         WHERE orders.undone_at IS NULL AND subscription.ended_date = orders.effective_date
         GROUP BY subscription.number) AS ordered
 WHERE ordered.number = staged.subscription_id AND staged.problems IS NULL
   AND (staged.ended_date IS NULL OR staged.ended_date > ordered.effective_date)
