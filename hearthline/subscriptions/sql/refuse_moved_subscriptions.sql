-- What one account had stays its own: its bills and connections hang on it.
UPDATE staged_subscription AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', 'account_number',
           'message', format('subscription "%%s" belongs to account "%%s". End it there and give '
                             'the new one an id of its own',
                             subscription.number, account.number)))
  FROM subscriptions_subscription AS subscription
  JOIN customers_account AS account ON account.id = subscription.account_id
 WHERE subscription.number = staged.subscription_id
   AND account.number <> staged.account_number
