SELECT 'charge ' || charge.id || ' over ' || charge.amount_minor || ' was waived by credit '
       || credit.id || ' over ' || credit.amount_minor AS detail
  FROM billing_waiver AS waiver
  JOIN billing_charge AS charge ON charge.id = waiver.charge_id
  JOIN billing_charge AS credit ON credit.id = waiver.credit_id
 WHERE credit.amount_minor <> -charge.amount_minor OR credit.account_id <> charge.account_id
