-- What an account owes, how much of it should have been paid before today, and on which bill first.
-- A bill's part is reckoned as in list_bills.sql. What no bill explains (an opening balance) is
-- older than every bill and overdue at once.
WITH owed AS (
    SELECT account.currency,
           coalesce((SELECT sum(amount_minor) FROM billing_posting
                      WHERE book = 'receivable' AND account_id = account.id), 0)::bigint
               AS balance_minor
      FROM customers_account AS account WHERE account.id = %(account_id)s
), bills AS (
    SELECT number, due_date, id, total_minor,
           sum(total_minor) OVER (ORDER BY due_date DESC, id DESC) - total_minor AS newer_minor
      FROM billing_bill
     WHERE account_id = %(account_id)s AND total_minor > 0 AND kind <> 'credit_note'
       AND NOT EXISTS (SELECT FROM billing_bill AS note WHERE note.corrects_id = billing_bill.id)
), unpaid AS (
    SELECT number, due_date, id, least(total_minor, balance_minor - newer_minor) AS due_minor
      FROM bills, owed WHERE balance_minor > newer_minor
)
SELECT owed.currency, owed.balance_minor, oldest.number, oldest.due_date,
       (SELECT max(due_date) FROM unpaid) AS latest_due_date,
       greatest(owed.balance_minor - coalesce(
           (SELECT sum(due_minor) FROM unpaid WHERE due_date >= %(today)s), 0), 0)::bigint
           AS overdue_minor
  FROM owed
  LEFT JOIN (SELECT number, due_date FROM unpaid ORDER BY due_date, id LIMIT 1) AS oldest ON true
