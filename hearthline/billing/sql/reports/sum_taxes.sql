-- What is held for others of a period's bills, by tax and where it applies; taxes within prices
-- count as well.
WITH bills AS MATERIALIZED (
    SELECT id FROM billing_bill
     WHERE issued_date BETWEEN %(since)s AND %(until)s AND source = 'run'
       AND currency = %(currency)s
), billed AS (
    SELECT line.tax_id, count(*) AS lines,
           sum(line.amount_minor + coalesce(line.included_minor, 0)) AS amount_minor
      FROM billing_billline AS line
      JOIN bills ON bills.id = line.bill_id
     WHERE line.bill_id BETWEEN (SELECT min(id) FROM bills) AND (SELECT max(id) FROM bills)
       AND line.tax_id IS NOT NULL
     GROUP BY line.tax_id
)
SELECT tax.tax_category AS "group", tax.name,
       concat_ws(', ', nullif(tax.region, ''), nullif(tax.locality, '')) AS place,
       CASE WHEN tax.is_fee THEN 'fee' ELSE 'tax' END AS kind,
       sum(billed.lines)::bigint AS lines, sum(billed.amount_minor)::bigint AS amount_minor
  FROM billed
  JOIN catalog_tax AS tax ON tax.id = billed.tax_id
 GROUP BY 1, 2, 3, 4
UNION ALL
SELECT 'ledger', '', '', coalesce(reversed.kind || '_reversed', header.kind), count(*),
       -sum(leg.amount_minor)::bigint
  FROM billing_ledgertransaction AS header
  JOIN billing_posting AS leg ON leg.transaction_id = header.id
  LEFT JOIN billing_ledgertransaction AS reversed ON reversed.id = header.reverses_id
 WHERE header.occurred_at >= %(since_at)s AND header.occurred_at < %(until_at)s
   AND header.kind <> 'bill' AND leg.book = 'tax_payable' AND leg.currency = %(currency)s
 GROUP BY 4
 ORDER BY 3, 2, 4
