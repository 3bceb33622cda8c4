-- What is held for an account: deposits on its bills, less what was used for a debt. What waits to
-- be given back on the next bill is leaving. An imported bill's lines aren't posted.
SELECT account.currency,
       (coalesce((SELECT sum(line.amount_minor)
                    FROM billing_bill AS bill
                    JOIN billing_billline AS line ON line.bill_id = bill.id
                   WHERE bill.account_id = account.id AND bill.source = 'run'
                     AND line.kind = 'deposit'), 0)
        + coalesce((SELECT sum(used.amount_minor) FROM billing_adjustment AS used
                     WHERE used.account_id = account.id AND used.kind = 'deposit_used'
                       AND used.state = 'approved'), 0))::bigint AS held_minor,
       coalesce((SELECT sum(charge.amount_minor) FROM billing_charge AS charge
                  WHERE charge.account_id = account.id AND charge.kind = 'deposit'
                    AND charge.amount_minor < 0
                    AND NOT EXISTS (SELECT FROM billing_billline AS line
                                     WHERE line.charge_id = charge.id)), 0)::bigint AS leaving_minor
  FROM customers_account AS account
 WHERE account.id = %(account_id)s
