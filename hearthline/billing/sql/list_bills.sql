-- An account's bills, newest first, each with what is left to pay on it.
-- Payments settle the oldest bill first, so what is owed lies on the newest bills: a bill's part is
-- what the newer ones leave of the balance, at least nothing and at most its total.
WITH owed AS (
    SELECT coalesce(sum(amount_minor), 0)::bigint AS balance_minor
      FROM billing_posting WHERE book = 'receivable' AND account_id = %(account_id)s
), bills AS (
    SELECT bill.*,
           sum(claimed.minor) OVER (ORDER BY due_date DESC, id DESC) - claimed.minor AS newer_minor,
           claimed.minor AS claimed_minor
      FROM billing_bill AS bill
     CROSS JOIN LATERAL (
         -- Nothing is claimed by a bill that was taken back, nor by the credit note that did it.
         SELECT CASE WHEN bill.kind <> 'credit_note'
                      AND NOT EXISTS (SELECT FROM billing_bill AS note
                                       WHERE note.corrects_id = bill.id)
                     THEN greatest(bill.total_minor, 0) ELSE 0 END) AS claimed (minor)
     WHERE bill.account_id = %(account_id)s
)
SELECT id, number, period_start AS bill_period_start, period_end AS bill_period_end, issued_date,
       due_date, total_minor, currency, kind,
       (SELECT wrong.number FROM billing_bill AS wrong WHERE wrong.id = bills.corrects_id)
           AS corrects_number,
       (SELECT note.number FROM billing_bill AS note
         WHERE note.corrects_id = bills.id AND note.kind = 'credit_note') AS credit_note_number,
       (SELECT anew.number FROM billing_bill AS anew
         WHERE anew.corrects_id = bills.id AND anew.kind = 'rebill') AS rebill_number,
       least(claimed_minor, greatest(balance_minor - newer_minor, 0))::bigint AS due_minor
  FROM bills, owed
 ORDER BY issued_date DESC, id DESC
