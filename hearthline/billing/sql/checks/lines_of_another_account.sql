SELECT format('bill %%s line %%s is of account %%s, its %%s of account %%s', bill.number,
              line.position, bill.account_id, found.thing, found.account_id) AS detail
  FROM billing_billline AS line
  JOIN billing_bill AS bill ON bill.id = line.bill_id
  LEFT JOIN subscriptions_subscription AS subscription ON subscription.id = line.subscription_id
  LEFT JOIN billing_charge AS charge ON charge.id = line.charge_id
 CROSS JOIN LATERAL (VALUES ('line', line.account_id), ('subscription', subscription.account_id),
                            ('charge', charge.account_id)) AS found (thing, account_id)
 WHERE found.account_id <> bill.account_id
