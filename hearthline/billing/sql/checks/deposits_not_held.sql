-- What lies in the book of deposits is what bills took and gave back, less what was used.
SELECT 'deposits of ' || currency || ' are booked as ' || booked || ', held are ' || held AS detail
  FROM (SELECT currency, sum(booked)::bigint AS booked, sum(held)::bigint AS held
          FROM (SELECT currency, -sum(amount_minor) AS booked, 0 AS held
                  FROM billing_posting WHERE book = 'deposits' GROUP BY currency
                UNION ALL
                SELECT bill.currency, 0, sum(line.amount_minor)
                  FROM billing_billline AS line
                  JOIN billing_bill AS bill ON bill.id = line.bill_id
                 WHERE line.kind = 'deposit' AND bill.source = 'run' GROUP BY bill.currency
                UNION ALL
                SELECT currency, 0, sum(amount_minor)
                  FROM billing_adjustment
                 WHERE kind = 'deposit_used' AND state = 'approved' GROUP BY currency) AS sides
         GROUP BY currency) AS sums
 WHERE booked <> held
