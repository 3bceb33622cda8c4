SELECT format('charge %%s of %%s is on %%s bill lines, which sum to %%s', charge.id,
              charge.amount_minor, count(*), sum(line.amount_minor)) AS detail
  FROM billing_charge AS charge
  JOIN billing_billline AS line ON line.charge_id = charge.id
 GROUP BY charge.id
HAVING count(*) > 1 OR sum(line.amount_minor) <> charge.amount_minor
