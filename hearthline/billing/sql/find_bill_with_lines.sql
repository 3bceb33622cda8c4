-- One bill of an account with its lines in bill order, one row each (one row without a line for an
-- imported bill that has none), and how the account stood when it was issued.
WITH wanted AS (
    SELECT bill.*,
           (bill.issued_date::timestamp AT TIME ZONE %(time_zone)s) AS issued_at,
           (SELECT max(earlier.issued_date)::timestamp AT TIME ZONE %(time_zone)s
              FROM billing_bill AS earlier
             WHERE earlier.account_id = bill.account_id
               AND (earlier.issued_date, earlier.id) < (bill.issued_date, bill.id))
               AS previous_issued_at
      FROM billing_bill AS bill
     WHERE bill.account_id = %(account_id)s AND bill.number = %(number)s
), newer AS (
    SELECT coalesce(sum(greatest(other.total_minor, 0)), 0)::bigint AS newer_minor
      FROM billing_bill AS other, wanted
     WHERE other.account_id = %(account_id)s
       AND (other.due_date, other.id) > (wanted.due_date, wanted.id)
       AND other.kind <> 'credit_note'
       AND NOT EXISTS (SELECT FROM billing_bill AS note WHERE note.corrects_id = other.id)
), postings AS (
    SELECT leg.amount_minor, header.occurred_at, header.kind,
           coalesce(reversed.kind, header.kind) AS meaning,
           header.id IS NOT DISTINCT FROM wanted.ledger_transaction_id AS is_this_bill,
           -- Bills of one day come one after the other: a credit note, then the bill made anew.
           coalesce(reversed.kind, header.kind) = 'bill'
               AND header.id < coalesce(wanted.ledger_transaction_id, header.id + 1)
               AS is_earlier_bill,
           wanted.issued_at, wanted.previous_issued_at
      FROM wanted
      JOIN billing_posting AS leg ON leg.book = 'receivable' AND leg.account_id = wanted.account_id
      JOIN billing_ledgertransaction AS header ON header.id = leg.transaction_id
      LEFT JOIN billing_ledgertransaction AS reversed ON reversed.id = header.reverses_id
), stood AS (
    SELECT coalesce(sum(amount_minor), 0)::bigint AS balance_minor,
           coalesce(sum(amount_minor) FILTER (
               WHERE (occurred_at < issued_at OR (occurred_at = issued_at AND is_earlier_bill))
                 AND NOT is_this_bill), 0)::bigint
               AS balance_before_minor,
           coalesce(sum(amount_minor) FILTER (
               WHERE occurred_at < previous_issued_at
                  OR (occurred_at = previous_issued_at AND is_earlier_bill)), 0)::bigint
               AS previous_balance_minor,
           coalesce(sum(amount_minor) FILTER (
               WHERE meaning = 'payment' AND occurred_at < issued_at
                 AND occurred_at >= coalesce(previous_issued_at, '-infinity')), 0)::bigint
               AS payments_since_minor
      FROM postings
)
SELECT wanted.id, wanted.number, wanted.period_start AS bill_period_start,
       wanted.period_end AS bill_period_end, wanted.issued_date, wanted.due_date,
       wanted.total_minor, wanted.currency, wanted.source, wanted.kind AS bill_kind,
       (SELECT wrong.number FROM billing_bill AS wrong WHERE wrong.id = wanted.corrects_id)
           AS corrects_number,
       (SELECT note.number FROM billing_bill AS note
         WHERE note.corrects_id = wanted.id AND note.kind = 'credit_note') AS credit_note_number,
       (SELECT anew.number FROM billing_bill AS anew
         WHERE anew.corrects_id = wanted.id AND anew.kind = 'rebill') AS rebill_number,
       CASE WHEN wanted.kind <> 'credit_note'
             AND NOT EXISTS (SELECT FROM billing_bill AS note WHERE note.corrects_id = wanted.id)
            THEN least(greatest(wanted.total_minor, 0),
                       greatest(stood.balance_minor - newer.newer_minor, 0))
            ELSE 0 END::bigint AS due_minor,
       stood.balance_before_minor, stood.previous_balance_minor, stood.payments_since_minor,
       stood.balance_before_minor - stood.previous_balance_minor - stood.payments_since_minor
           AS other_since_minor,
       line.kind, line.description, line.amount_minor, line.period_start, line.period_end,
       line.cause, line.price_minor, line.of_days, line.quantity, line.included_minor,
       CASE WHEN line.kind = 'fee' AND line.charge_id IS NOT NULL THEN 'fee_charge'
            ELSE line.kind END AS part,
       coalesce(tariff.tax_category, charge.tax_category, plan.tax_category, '') AS tax_category,
       tax.tax_category AS taxes_category, tax.kind AS tax_kind,
       discount.kind AS discount_kind, discount.amount_minor AS off_minor,
       coalesce(tax.rate_ppm, discount.rate_ppm) AS rate_ppm,
       tariff.usage_kind, tariff.included_quantity, tariff.block_quantity, tariff.price_millionths,
       tariff.minimum_minor AS least_minor,
       subscription.number AS subscription_number, subscription.service_identifier,
       plan.name AS plan_name, plan.kind AS plan_kind, plan.goes_with
  FROM wanted CROSS JOIN newer CROSS JOIN stood
  LEFT JOIN billing_billline AS line ON line.bill_id = wanted.id
  LEFT JOIN subscriptions_subscription AS subscription ON subscription.id = line.subscription_id
  LEFT JOIN catalog_plan AS plan ON plan.id = line.plan_id
  LEFT JOIN catalog_tariff AS tariff ON tariff.id = line.tariff_id
  LEFT JOIN billing_charge AS charge ON charge.id = line.charge_id
  LEFT JOIN subscriptions_discount AS discount ON discount.id = line.discount_id
  LEFT JOIN catalog_tax AS tax ON tax.id = line.tax_id
 ORDER BY line.position
