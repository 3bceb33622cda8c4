-- What was earned in a period: lines of its bills that are neither taxes nor deposits, less taxes
-- within prices, and what was posted to revenue without a bill. Lines are found by the range of
-- their bills' ids, which lie together.
WITH bills AS MATERIALIZED (
    SELECT id FROM billing_bill
     WHERE issued_date BETWEEN %(since)s AND %(until)s AND source = 'run'
       AND currency = %(currency)s
), billed AS (
    SELECT line.plan_id, line.kind, count(*) AS lines,
           sum(line.amount_minor) FILTER (WHERE line.tax_id IS NULL) AS amount_minor,
           sum(line.included_minor) AS included_minor
      FROM billing_billline AS line
      JOIN bills ON bills.id = line.bill_id
     WHERE line.bill_id BETWEEN (SELECT min(id) FROM bills) AND (SELECT max(id) FROM bills)
       AND line.kind <> 'deposit'
     GROUP BY line.plan_id, line.kind
)
SELECT coalesce(plan.kind, '') AS "group", coalesce(plan.name, '') AS name, '' AS place,
       billed.kind, sum(billed.lines)::bigint AS lines,
       sum(billed.amount_minor)::bigint AS amount_minor
  FROM billed
  LEFT JOIN catalog_plan AS plan ON plan.id = billed.plan_id
 WHERE billed.amount_minor IS NOT NULL
 GROUP BY 1, 2, 4
UNION ALL
SELECT 'included', '', '', 'tax', sum(lines)::bigint, -sum(included_minor)::bigint
  FROM billed WHERE included_minor IS NOT NULL HAVING sum(included_minor) <> 0
UNION ALL
SELECT 'ledger', '', '', coalesce(reversed.kind || '_reversed', header.kind), count(*),
       -sum(leg.amount_minor)::bigint
  FROM billing_ledgertransaction AS header
  JOIN billing_posting AS leg ON leg.transaction_id = header.id
  LEFT JOIN billing_ledgertransaction AS reversed ON reversed.id = header.reverses_id
 WHERE header.occurred_at >= %(since_at)s AND header.occurred_at < %(until_at)s
   AND header.kind <> 'bill' AND leg.book = 'revenue' AND leg.currency = %(currency)s
 GROUP BY 4
 ORDER BY 1, 2, 4
