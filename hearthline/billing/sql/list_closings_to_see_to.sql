-- Closings to come, and accounts that were closed and have paid more than they owe.
SELECT account.number, account.name, account.currency, closing.closes_date, closing.reason,
       closing.closed_at IS NOT NULL AS is_done, bill.number AS bill_number,
       greatest(-coalesce(stands.balance_minor, 0), 0)::bigint AS credit_minor
  FROM billing_closing AS closing
  JOIN customers_account AS account ON account.id = closing.account_id
  LEFT JOIN billing_bill AS bill ON bill.id = closing.bill_id
  LEFT JOIN LATERAL (
      SELECT sum(amount_minor) AS balance_minor FROM billing_posting
       WHERE book = 'receivable' AND account_id = account.id) AS stands ON true
 WHERE closing.closed_at IS NULL OR closing.refund_minor > 0 AND stands.balance_minor < 0
 ORDER BY closing.closed_at IS NOT NULL, closing.closes_date, account.number
