-- Closings to come, and closed accounts that have paid more than they owe or whose refund waits for
-- its money.
SELECT account.number, account.name, account.currency, closing.closes_date, closing.reason,
       closing.closed_at IS NOT NULL AS is_done, bill.number AS bill_number,
       coalesce(payout.amount_minor, greatest(-stands.balance_minor, 0), 0)::bigint AS credit_minor,
       CASE WHEN latest.state IN ('proposed', 'refused') THEN latest.id END AS asked_id,
       coalesce(latest.state = 'refused', false) AS is_refused, payout.id AS payout_id
  FROM billing_closing AS closing
  JOIN customers_account AS account ON account.id = closing.account_id
  LEFT JOIN billing_bill AS bill ON bill.id = closing.bill_id
  LEFT JOIN LATERAL (
      SELECT sum(amount_minor) AS balance_minor FROM billing_posting
       WHERE book = 'receivable' AND account_id = account.id) AS stands ON true
  LEFT JOIN LATERAL (
      SELECT asked.id, asked.state FROM billing_adjustment AS asked
       WHERE asked.account_id = account.id AND asked.kind = 'refund'
       ORDER BY asked.id DESC
       LIMIT 1) AS latest ON true
  LEFT JOIN LATERAL (
      SELECT min(payout.id) AS id, sum(payout.amount_minor) AS amount_minor
        FROM billing_payout AS payout
        JOIN billing_adjustment AS adjustment ON adjustment.id = payout.adjustment_id
       WHERE adjustment.account_id = account.id
         AND payout.paid_at IS NULL AND payout.taken_back_at IS NULL) AS payout ON true
 WHERE closing.closed_at IS NULL OR stands.balance_minor < 0 OR payout.id IS NOT NULL
 ORDER BY closing.closed_at IS NOT NULL, closing.closes_date, account.number
