-- Ending of rate_accounts.sql: a bill for each account that has lines, with its ledger transaction.
-- One statement, so that the database's checks see each bill with its lines, each header with its
-- legs. Everything on a bill that comes from a tax or fee of the catalogue, or is tax within its
-- prices, is held for others (tax_payable), a deposit for its account (deposits); the rest is
-- revenue. A bill of nothing but zeros posts nothing.
, drafts AS MATERIALIZED (
    SELECT totals.*, total_minor - tax_minor - deposit_minor AS revenue_minor,
           %(bill_date)s::date AS bill_date,
           (total_minor <> 0)::integer + (total_minor <> tax_minor + deposit_minor)::integer
               + (tax_minor <> 0)::integer + (deposit_minor <> 0)::integer AS leg_count,
           nextval('billing_bill_id_seq') AS bill_id,
           nextval('billing_ledgertransaction_id_seq') AS transaction_id,
           billing_with_check_digit(nextval('billing_bill_number')) AS number
      FROM (SELECT account_id, currency, count(*) AS line_count,
                   sum(amount_minor)::bigint AS total_minor,
                   (coalesce(sum(amount_minor) FILTER (WHERE tax_id IS NOT NULL), 0)
                    + coalesce(sum(included_minor), 0))::bigint AS tax_minor,
                   coalesce(sum(amount_minor) FILTER (WHERE kind = 'deposit'), 0)::bigint
                       AS deposit_minor
              FROM lines GROUP BY account_id, currency ORDER BY account_id) AS totals
), bills AS (
    INSERT INTO billing_bill
        (id, account_id, number, period_start, period_end, issued_date, due_date, total_minor,
         currency, source, kind, corrects_id, line_count, bill_run_id, ledger_transaction_id)
    SELECT bill_id, account_id, number, bill_date,
           coalesce(%(period_end)s::date, (bill_date + interval '1 month')::date),
           %(issued_date)s::date, %(due_date)s::date, total_minor, currency, 'run', %(kind)s,
           %(corrects_id)s::bigint, line_count, %(bill_run_id)s::bigint,
           CASE WHEN leg_count > 0 THEN transaction_id END
      FROM drafts
), bill_lines AS (
    INSERT INTO billing_billline
        (bill_id, position, account_id, kind, description, amount_minor, subscription_id, plan_id,
         tax_id, charge_id, discount_id, tariff_id, quantity, price_minor, of_days, included_minor,
         period_start, period_end, cause)
    SELECT bill_id, position, account_id, kind, description, amount_minor, subscription_id, plan_id,
           tax_id, charge_id, discount_id, tariff_id, quantity, price_minor, of_days, included_minor,
           period_start, period_end, cause
      FROM lines
      JOIN drafts USING (account_id)
), headers AS (
    INSERT INTO billing_ledgertransaction
        (id, scope, idempotency_key, request_hash, kind, currency, leg_count, description,
         occurred_at, posted_at, account_id)
    SELECT transaction_id, 'bill', account_id || '/' || bill_date || %(key)s,
           sha256(convert_to(concat_ws('/', account_id, bill_date, total_minor, tax_minor), 'UTF8')),
           'bill', currency, leg_count, 'Bill ' || number, %(occurred_at)s, %(now)s, account_id
      FROM drafts WHERE leg_count > 0
), legs AS (
    INSERT INTO billing_posting (transaction_id, leg, book, account_id, currency, amount_minor)
    SELECT transaction_id, row_number() OVER (PARTITION BY transaction_id ORDER BY book), book,
           leg.account_id, currency, leg.amount_minor
      FROM drafts
     CROSS JOIN LATERAL (
         VALUES ('receivable', drafts.account_id, total_minor),
                ('revenue', NULL, -revenue_minor),
                ('tax_payable', NULL, -tax_minor),
                ('deposits', NULL, -deposit_minor)) AS leg (book, account_id, amount_minor)
     WHERE leg.amount_minor <> 0
)
SELECT count(*) AS bills, max(bill_id) AS last_id,
       (array_agg(number ORDER BY bill_id DESC))[1] AS last_number
  FROM drafts
