-- Charges and fees of an account, newest first, each with the bill it is on (none while it waits for
-- the next one) and what became of it. Those on bills that were taken back are over.
SELECT charge.id, charge.description, charge.amount_minor, charge.effective_date, account.currency,
       bill.number AS bill_number, waiver.reason, waiver.charge_id IS NOT NULL AS is_waived,
       EXISTS (SELECT FROM billing_adjustment AS asked
                WHERE asked.waives_id = charge.id AND asked.state = 'proposed') AS is_asked,
       later.number AS credit_bill_number
  FROM billing_charge AS charge
  JOIN customers_account AS account ON account.id = charge.account_id
  LEFT JOIN billing_billline AS line ON line.charge_id = charge.id
  LEFT JOIN billing_bill AS bill ON bill.id = line.bill_id
  LEFT JOIN billing_waiver AS waiver ON waiver.charge_id = charge.id
  LEFT JOIN billing_billline AS given ON given.charge_id = waiver.credit_id
  LEFT JOIN billing_bill AS later ON later.id = given.bill_id
 WHERE charge.account_id = %(account_id)s
   AND charge.kind IN ('fee', 'one_off')
   AND (charge.effective_date > %(since)s OR bill.id IS NULL)
   AND (%(charge_id)s = 0 OR charge.id = %(charge_id)s)
   AND (%(number)s = '' OR bill.number = %(number)s)
   AND NOT EXISTS (SELECT FROM billing_bill AS note
                    WHERE note.corrects_id = bill.id AND note.kind = 'credit_note')
 ORDER BY charge.effective_date DESC, charge.id DESC
 LIMIT %(most)s
