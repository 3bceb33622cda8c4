UPDATE bill_to_import AS bill
   SET has_new_lines = true
  FROM (SELECT bill_id, array_agg((kind, description, amount_minor)::text ORDER BY position) AS lines
          FROM line_to_import GROUP BY bill_id) AS wanted
  LEFT JOIN LATERAL (
        SELECT array_agg((line.kind, line.description, line.amount_minor)::text
                         ORDER BY line.position) AS lines
          FROM billing_billline AS line WHERE line.bill_id = wanted.bill_id) AS kept ON true
 WHERE wanted.bill_id = bill.bill_id
   AND kept.lines IS DISTINCT FROM wanted.lines
