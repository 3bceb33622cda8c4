-- Ending of rate_accounts.sql: accounts whose bill of that day would be more than their last one by
-- more than they chose, and who weren't told of it yet.
SELECT account_id, total_minor, last_minor, currency, bound_minor
  FROM (SELECT lines.account_id, lines.currency, sum(lines.amount_minor)::bigint AS total_minor
          FROM lines GROUP BY lines.account_id, lines.currency) AS coming
 CROSS JOIN LATERAL (
     SELECT bill.total_minor FROM billing_bill AS bill
      WHERE bill.account_id = coming.account_id AND bill.period_start < %(bill_date)s
        AND bill.kind IN ('regular', 'final', 'rebill')
      ORDER BY bill.issued_date DESC, bill.id DESC LIMIT 1) AS last (last_minor)
  LEFT JOIN billing_risebound AS chosen USING (account_id)
 CROSS JOIN LATERAL (
     SELECT CASE WHEN chosen.id IS NULL THEN %(usual_minor)s::bigint ELSE chosen.amount_minor END)
     AS bound (bound_minor)
 WHERE total_minor - last_minor > bound_minor
   AND NOT EXISTS (
       SELECT FROM notices_message AS message
        WHERE message.account_id = coming.account_id AND message.kind = 'bill_rises'
          AND message.about = 'rise:' || coming.account_id || ':' || %(bill_date)s::date)
 ORDER BY account_id
