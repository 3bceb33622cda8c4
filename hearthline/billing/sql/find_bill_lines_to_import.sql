-- The lines of each bill that comes with lines, or has none yet: then one that is its total.
DROP TABLE IF EXISTS pg_temp.line_to_import;
CREATE TEMPORARY TABLE line_to_import ON COMMIT DROP AS
SELECT bill_id, account_id, kind, description, amount_minor, cause,
       row_number() OVER (PARTITION BY bill_id ORDER BY place, line) AS position
  FROM (SELECT bill.bill_id, bill.account_id, 1 AS place, staged.line,
               CASE WHEN staged.kind IN ('fee', 'tax', 'credit') THEN staged.kind
                    WHEN staged.kind = 'discount' THEN 'credit'
                    ELSE 'imported' END AS kind,
               staged.description, staged.amount AS amount_minor, '' AS cause
          FROM staged_bill_line AS staged
          JOIN bill_to_import AS bill ON bill.number = staged.bill_number
         WHERE staged.problems IS NULL
        UNION ALL
        SELECT bill.bill_id, bill.account_id, 2, min(staged.line), 'tax', 'Taxes', sum(staged.tax),
               'tax'
          FROM staged_bill_line AS staged
          JOIN bill_to_import AS bill ON bill.number = staged.bill_number
         WHERE staged.problems IS NULL
         GROUP BY bill.bill_id, bill.account_id
        HAVING sum(staged.tax) <> 0
        UNION ALL
        SELECT bill.bill_id, bill.account_id, 1, 0, 'imported', bill.number, bill.total_minor, 'total'
          FROM bill_to_import AS bill
         WHERE NOT EXISTS (SELECT FROM staged_bill_line AS staged
                            WHERE staged.bill_number = bill.number)
           AND NOT EXISTS (SELECT FROM billing_billline AS line
                            WHERE line.bill_id = bill.bill_id AND line.cause <> 'total')) AS lines
