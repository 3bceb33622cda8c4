INSERT INTO billing_billline (bill_id, position, account_id, kind, description, amount_minor, cause)
SELECT line.bill_id, line.position, line.account_id, line.kind, line.description,
       line.amount_minor, line.cause
  FROM line_to_import AS line
  JOIN bill_to_import AS bill ON bill.bill_id = line.bill_id
 WHERE bill.has_new_lines
 ORDER BY line.bill_id, line.position
