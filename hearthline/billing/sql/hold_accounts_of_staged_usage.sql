-- Until the transaction ends no bill run takes up these accounts; one under way is waited for.
SELECT account.id FROM customers_account AS account
 WHERE account.id IN (SELECT subscription.account_id FROM staged_usage AS staged
                        JOIN subscriptions_subscription AS subscription
                          ON subscription.number = staged.subscription_id
                       WHERE staged.problems IS NULL)
 ORDER BY account.id FOR SHARE
