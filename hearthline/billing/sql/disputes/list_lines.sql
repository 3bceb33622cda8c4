-- Lines of a bill that cost something, with what became of those that were disputed. First which
-- ones, each way by its own index.
WITH wanted AS (
    SELECT bill_id, position FROM billing_dispute
     WHERE %(reference)s <> '' AND reference = %(reference)s
    UNION ALL
    SELECT bill_id, position FROM billing_dispute
     WHERE %(reference)s = '' AND %(is_open)s AND outcome = ''
    UNION ALL
    SELECT line.bill_id, line.position
      FROM billing_bill AS bill
      JOIN billing_billline AS line ON line.bill_id = bill.id
     WHERE %(reference)s = '' AND NOT %(is_open)s
       AND bill.account_id = %(account_id)s AND bill.number = %(number)s
)
SELECT line.position, line.description, line.amount_minor, line.period_start, line.period_end,
       bill.currency, bill.number AS bill_number, bill.issued_date, bill.id AS bill_id,
       dispute.id AS dispute_id, dispute.reference, dispute.outcome, dispute.reason,
       dispute.opened_at, dispute.decided_date, -credit.amount_minor AS credit_minor,
       (SELECT asked.id FROM billing_adjustment AS asked
         WHERE asked.dispute_id = dispute.id AND asked.state = 'proposed') AS waiting_id,
       account.number AS account_number, account.name AS account_name,
       coalesce(tariff.tax_category, charge.tax_category, plan.tax_category, '') AS tax_category
  FROM wanted
  JOIN billing_billline AS line
    ON line.bill_id = wanted.bill_id AND line.position = wanted.position
  JOIN billing_bill AS bill ON bill.id = line.bill_id
  JOIN customers_account AS account ON account.id = bill.account_id
  LEFT JOIN billing_dispute AS dispute
    ON dispute.bill_id = line.bill_id AND dispute.position = line.position
  LEFT JOIN billing_charge AS credit ON credit.id = dispute.credit_id
  LEFT JOIN catalog_tariff AS tariff ON tariff.id = line.tariff_id
  LEFT JOIN billing_charge AS charge ON charge.id = line.charge_id
  LEFT JOIN catalog_plan AS plan ON plan.id = line.plan_id
 WHERE line.amount_minor > 0
 ORDER BY dispute.opened_at, bill.id, line.position
