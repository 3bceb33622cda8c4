SELECT 'late fee ' || charge.id || ' came without a warning, or too soon after it' AS detail
  FROM billing_charge AS charge
  LEFT JOIN billing_latefeenotice AS notice ON notice.charge_id = charge.id
 WHERE starts_with(charge.cause, 'late_fee:')
   AND coalesce(charge.effective_date <= notice.pay_by_date, true)
