-- Lines of a bill that cost something, with what became of those that were disputed.
SELECT line.position, line.description, line.amount_minor, line.period_start, line.period_end,
       bill.currency, bill.number AS bill_number, bill.issued_date, bill.id AS bill_id,
       dispute.id AS dispute_id, dispute.reference, dispute.outcome, dispute.reason,
       dispute.opened_at, dispute.decided_date, -credit.amount_minor AS credit_minor,
       account.number AS account_number, account.name AS account_name,
       coalesce(tariff.tax_category, charge.tax_category, plan.tax_category, '') AS tax_category
  FROM billing_bill AS bill
  JOIN customers_account AS account ON account.id = bill.account_id
  JOIN billing_billline AS line ON line.bill_id = bill.id
  LEFT JOIN billing_dispute AS dispute
    ON dispute.bill_id = line.bill_id AND dispute.position = line.position
  LEFT JOIN billing_charge AS credit ON credit.id = dispute.credit_id
  LEFT JOIN catalog_tariff AS tariff ON tariff.id = line.tariff_id
  LEFT JOIN billing_charge AS charge ON charge.id = line.charge_id
  LEFT JOIN catalog_plan AS plan ON plan.id = line.plan_id
 WHERE line.amount_minor > 0
   AND CASE WHEN %(reference)s <> '' THEN dispute.reference = %(reference)s
            WHEN %(is_open)s THEN dispute.outcome = ''
            ELSE bill.account_id = %(account_id)s AND bill.number = %(number)s END
 ORDER BY dispute.opened_at, bill.id, line.position
