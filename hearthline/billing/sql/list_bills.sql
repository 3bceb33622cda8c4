-- An account's bills, newest first, each with what is left to pay on it.
-- Payments settle the oldest bill first, so what is owed lies on the newest bills: a bill's part is
-- what the newer ones leave of the balance, at least nothing and at most its total.
WITH owed AS (
    SELECT coalesce(sum(amount_minor), 0)::bigint AS balance_minor
      FROM billing_posting WHERE book = 'receivable' AND account_id = %(account_id)s
), bills AS (
    SELECT bill.*,
           sum(greatest(total_minor, 0)) OVER (ORDER BY due_date DESC, id DESC)
               - greatest(total_minor, 0) AS newer_minor
      FROM billing_bill AS bill WHERE bill.account_id = %(account_id)s
)
SELECT id, number, period_start AS bill_period_start, period_end AS bill_period_end, issued_date,
       due_date, total_minor, currency,
       least(greatest(total_minor, 0), greatest(balance_minor - newer_minor, 0))::bigint AS due_minor
  FROM bills, owed
 ORDER BY issued_date DESC, id DESC
