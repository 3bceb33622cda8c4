-- What an account had paid too much when it was closed was asked for as a refund.
SELECT 'the refund of ' || closing.refund_minor || ' when account ' || account.number
           || ' was closed was never asked for' AS detail
  FROM billing_closing AS closing
  JOIN customers_account AS account ON account.id = closing.account_id
 WHERE closing.refund_minor > 0
   AND NOT EXISTS (SELECT FROM billing_adjustment AS asked
                    WHERE asked.account_id = closing.account_id AND asked.kind = 'refund'
                      AND asked.proposed_at >= closing.closed_at)
