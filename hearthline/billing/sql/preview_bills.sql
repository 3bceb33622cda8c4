-- Ending of rate_accounts.sql: what a bill run would issue, written down without issuing it: one row
-- for each bill with what the one before came to, and sums by kind of line and by tax.
, sums AS (
    INSERT INTO billing_previewedsum
        (run_id, currency, kind, tax_id, line_count, amount_minor, included_minor)
    SELECT %(run_id)s, currency, kind, tax_id, count(*), sum(amount_minor)::bigint,
           coalesce(sum(included_minor), 0)::bigint
      FROM lines GROUP BY currency, kind, tax_id
), bills AS (
    INSERT INTO billing_previewedbill
        (run_id, account_id, currency, line_count, total_minor, before_minor)
    SELECT %(run_id)s, drafts.account_id, drafts.currency, line_count, drafts.total_minor,
           before.total_minor
      FROM (SELECT account_id, currency, count(*) AS line_count,
                   sum(amount_minor)::bigint AS total_minor
              FROM lines GROUP BY account_id, currency) AS drafts
      LEFT JOIN LATERAL (
          SELECT bill.total_minor FROM billing_bill AS bill
           WHERE bill.account_id = drafts.account_id AND bill.kind <> 'credit_note'
           ORDER BY bill.period_start DESC, bill.id DESC LIMIT 1) AS before ON true
    RETURNING 1
)
SELECT count(*) AS bills FROM bills
