-- Month by month, what bills say was earned and is held for others is what their postings say.
SELECT format('%%s, %%s: bills say %%s of revenue and %%s of taxes, the ledger %%s and %%s',
              month, currency, sum(revenue), sum(taxes), sum(booked_revenue), sum(booked_taxes))
           AS detail
  FROM (SELECT date_trunc('month', bill.issued_date)::date AS month, bill.currency,
               sum(line.amount_minor) FILTER (WHERE line.tax_id IS NULL AND line.kind <> 'deposit')
                   - coalesce(sum(line.included_minor), 0) AS revenue,
               coalesce(sum(line.amount_minor) FILTER (WHERE line.tax_id IS NOT NULL), 0)
                   + coalesce(sum(line.included_minor), 0) AS taxes,
               0 AS booked_revenue, 0 AS booked_taxes
          FROM billing_bill AS bill
          JOIN billing_billline AS line ON line.bill_id = bill.id
         WHERE bill.source = 'run' AND bill.ledger_transaction_id IS NOT NULL
         GROUP BY 1, 2
        UNION ALL
        SELECT date_trunc('month', bill.issued_date)::date, bill.currency, 0, 0,
               -coalesce(sum(leg.amount_minor) FILTER (WHERE leg.book = 'revenue'), 0),
               -coalesce(sum(leg.amount_minor) FILTER (WHERE leg.book = 'tax_payable'), 0)
          FROM billing_bill AS bill
          JOIN billing_posting AS leg ON leg.transaction_id = bill.ledger_transaction_id
         WHERE bill.source = 'run'
         GROUP BY 1, 2) AS sides
 GROUP BY month, currency
HAVING coalesce(sum(revenue), 0) <> sum(booked_revenue) OR sum(taxes) <> sum(booked_taxes)
