-- Late bills of some accounts, each with what it would cost, and when: one fee a bill, never while
-- an arrangement is kept, nothing for what is disputed or was given back. What is unpaid is reckoned as in
-- list_bills.sql. After an arrangement broke or a dispute was refused, days of grace begin anew.
WITH stood AS (
    SELECT account.id AS account_id,
           coalesce((SELECT sum(leg.amount_minor) FROM billing_posting AS leg
                      WHERE leg.book = 'receivable' AND leg.account_id = account.id), 0)
               AS balance_minor,
           (SELECT max(arrangement.ended_date) FROM billing_arrangement AS arrangement
             WHERE arrangement.account_id = account.id) AS arranged_until,
           (SELECT coalesce(sum(charge.amount_minor), 0) FROM billing_charge AS charge
             WHERE charge.account_id = account.id AND charge.cause LIKE 'late_fee:%%'
               AND charge.effective_date > %(today)s::date - 365
               -- Let off, itself or as what a corrected bill made of it.
               AND NOT EXISTS (SELECT FROM billing_waiver AS waiver
                                 JOIN billing_charge AS waived ON waived.id = waiver.charge_id
                                WHERE waived.account_id = charge.account_id
                                  AND waived.cause IN (charge.cause, 'again:' || charge.cause)))
               AS this_year_minor
      FROM customers_account AS account
     WHERE account.id = ANY (%(accounts)s::bigint[])
       AND NOT EXISTS (SELECT FROM billing_arrangement AS arrangement
                        WHERE arrangement.account_id = account.id
                          AND arrangement.ended_date IS NULL)
), bills AS (
    SELECT bill.*,
           sum(greatest(bill.total_minor, 0)) OVER (
               PARTITION BY bill.account_id ORDER BY bill.due_date DESC, bill.id DESC)
               - greatest(bill.total_minor, 0) AS newer_minor
      FROM billing_bill AS bill
      JOIN stood USING (account_id)
     WHERE bill.kind <> 'credit_note'
       AND NOT EXISTS (SELECT FROM billing_bill AS note WHERE note.corrects_id = bill.id)
), late AS (
    SELECT bills.id AS bill_id, bills.account_id, bills.number, bills.due_date,
           stood.this_year_minor, notice.pay_by_date, notice.bill_id IS NOT NULL AS is_told,
           least(bills.total_minor, greatest(stood.balance_minor - bills.newer_minor, 0))
               AS due_minor,
           disputed.held_minor,
           greatest(bills.due_date, stood.arranged_until, disputed.decided_date)
               + %(grace_days)s AS graced_date
      FROM bills
      JOIN stood USING (account_id)
      LEFT JOIN billing_latefeenotice AS notice ON notice.bill_id = bills.id
     CROSS JOIN LATERAL (
         -- What was given back stays off the bill: the credit lowered a later one.
         SELECT coalesce(sum(CASE dispute.outcome WHEN '' THEN dispute.amount_minor
                                                  WHEN 'upheld' THEN -credit.amount_minor
                                                  ELSE 0 END), 0) AS held_minor,
                max(dispute.decided_date) FILTER (WHERE dispute.outcome = 'refused')
                    AS decided_date
           FROM billing_dispute AS dispute
           LEFT JOIN billing_charge AS credit ON credit.id = dispute.credit_id
          WHERE dispute.bill_id = bills.id) AS disputed
     WHERE bills.source = 'run' AND bills.total_minor > 0 AND bills.due_date < %(today)s
       AND notice.over_date IS NULL
       AND (notice.bill_id IS NOT NULL
            OR greatest(bills.due_date, stood.arranged_until, disputed.decided_date)
                   >= %(today)s::date - %(window_days)s)
), priced AS (
    SELECT late.*, greatest(pay_by_date, graced_date) AS until_date,
           CASE WHEN due_minor - held_minor < %(least_minor)s THEN 0
                WHEN %(rate_ppm)s > 0 THEN
                    least(round((due_minor - held_minor) * %(rate_ppm)s * 0.000001), %(most_minor)s)
                ELSE least(%(flat_minor)s, %(most_minor)s) END AS raw_minor
      FROM late
), capped AS (
    SELECT priced.*,
           greatest(least(raw_minor, %(most_a_year_minor)s - this_year_minor
               - coalesce(sum(raw_minor) OVER (
                     PARTITION BY account_id ORDER BY due_date, bill_id
                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)), 0) AS fee_minor
      FROM priced
)
SELECT bill_id, account_id, number, due_date, is_told, until_date, due_minor::bigint,
       held_minor::bigint, fee_minor::bigint
  FROM capped
 ORDER BY account_id, due_date, bill_id
