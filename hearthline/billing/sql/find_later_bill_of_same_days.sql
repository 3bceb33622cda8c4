-- A later bill that gave back, or billed again, days of this one: it stands on it, so that this one
-- can't be taken away from under it.
SELECT bill.number
  FROM billing_billline AS line
  JOIN billing_billline AS other
    ON other.account_id = line.account_id AND other.bill_id > line.bill_id
   AND other.subscription_id = line.subscription_id
   AND other.discount_id IS NOT DISTINCT FROM line.discount_id
   AND other.period_start < line.period_end AND other.period_end > line.period_start
  JOIN billing_bill AS bill ON bill.id = other.bill_id
 WHERE line.bill_id = %(bill_id)s
   AND line.kind IN ('recurring', 'proration', 'credit', 'discount')
   AND other.kind IN ('recurring', 'proration', 'credit', 'discount')
   AND bill.kind <> 'credit_note'
   AND NOT EXISTS (SELECT FROM billing_bill AS note WHERE note.corrects_id = bill.id)
 LIMIT 1
