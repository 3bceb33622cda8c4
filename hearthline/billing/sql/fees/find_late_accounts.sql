-- Accounts that owe something on a bill that is late, or that were warned: those to look at today.
-- Bills that were late long before anybody could be warned of them are let be, and so is an account
-- that is closed: no next bill comes that could charge a fee.
SELECT account.id
  FROM customers_account AS account
 WHERE account.currency = %(currency)s AND account.status <> 'closed'
   AND account.id IN (
           SELECT bill.account_id FROM billing_bill AS bill
            WHERE bill.due_date >= %(today)s::date - %(window_days)s
              AND bill.due_date < %(today)s AND bill.source = 'run'
            UNION
           SELECT notice.account_id FROM billing_latefeenotice AS notice
            WHERE notice.over_date IS NULL
            UNION
           SELECT arrangement.account_id FROM billing_arrangement AS arrangement
            WHERE arrangement.ended_date >= %(today)s::date - %(window_days)s
            UNION
           SELECT dispute.account_id FROM billing_dispute AS dispute
            WHERE dispute.decided_date >= %(today)s::date - %(window_days)s)
   AND ((SELECT coalesce(sum(leg.amount_minor), 0) FROM billing_posting AS leg
          WHERE leg.book = 'receivable' AND leg.account_id = account.id) > 0
        OR EXISTS (SELECT FROM billing_latefeenotice AS notice
                    WHERE notice.account_id = account.id AND notice.over_date IS NULL))
 ORDER BY account.id
