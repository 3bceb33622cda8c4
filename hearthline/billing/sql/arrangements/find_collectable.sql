-- What may be taken from an account on a day without asking: what is due by then. Of what an
-- arrangement is about, only the parts whose days have come; bills since it are due as they say.
WITH owed AS (
    SELECT account.currency,
           coalesce((SELECT sum(leg.amount_minor) FROM billing_posting AS leg
                      WHERE leg.book = 'receivable' AND leg.account_id = account.id), 0)
               AS balance_minor
      FROM customers_account AS account WHERE account.id = %(account_id)s
)
SELECT owed.currency,
       greatest(least(owed.balance_minor,
           %(parts_minor)s + greatest(owed.balance_minor - %(arranged_minor)s - coalesce((
               SELECT sum(greatest(bill.total_minor, 0)) FROM billing_bill AS bill
                WHERE bill.account_id = %(account_id)s AND bill.due_date > %(today)s
                  AND bill.id > %(last_bill_id)s), 0), 0)), 0)::bigint AS amount_minor
  FROM owed
