-- What was used before the last bill of the system before is on that one.
UPDATE staged_usage AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', 'used_date',
           'message', format('%%s is before the last bill of account "%%s" that is imported, issued on '
                             '%%s: it has been billed. Leave it out',
                             staged.used_date, billed.account_number, billed.issued_date)))
  FROM (SELECT account_number, max(issued_date) AS issued_date
          FROM (SELECT account_number, issued_date FROM staged_bill WHERE problems IS NULL
                 UNION ALL
                SELECT account.number, bill.issued_date FROM billing_bill AS bill
                  JOIN customers_account AS account ON account.id = bill.account_id
                 WHERE bill.source = 'import') AS bills
         GROUP BY account_number) AS billed
  JOIN (SELECT account_number, subscription_id FROM staged_subscription WHERE problems IS NULL
         UNION
        SELECT account.number, subscription.number
          FROM subscriptions_subscription AS subscription
          JOIN customers_account AS account ON account.id = subscription.account_id) AS had
       USING (account_number)
 WHERE staged.problems IS NULL AND had.subscription_id = staged.subscription_id
   AND staged.used_date < billed.issued_date
   AND NOT EXISTS (SELECT FROM billing_usage AS known
                    WHERE (known.source, known.external_id) = (staged.source, staged.reference))
