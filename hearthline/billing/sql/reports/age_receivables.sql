-- Who owes since when at the end of a day: one row of sums, and the accounts with the most that is
-- overdue (all of them, by number, where `largest` is null). Payments settle the oldest bill first,
-- as in list_bills.sql, so what is owed lies on the newest bills; bills are looked at only of
-- accounts that owe something.
WITH later AS MATERIALIZED (
    SELECT id FROM billing_ledgertransaction WHERE occurred_at >= %(until_at)s
), stood AS MATERIALIZED (
    SELECT leg.account_id, sum(leg.amount_minor)::bigint AS balance_minor
      FROM billing_posting AS leg
     WHERE leg.book = 'receivable' AND leg.currency = %(currency)s
       AND NOT EXISTS (SELECT FROM later WHERE later.id = leg.transaction_id)
     GROUP BY leg.account_id HAVING sum(leg.amount_minor) <> 0
), billed AS (
    SELECT stood.account_id, stood.balance_minor, bill.due_date, bill.total_minor,
           sum(bill.total_minor) OVER (
               PARTITION BY bill.account_id ORDER BY bill.due_date DESC, bill.id DESC)
               - bill.total_minor AS newer_minor
      FROM stood
      JOIN billing_bill AS bill ON bill.account_id = stood.account_id
     WHERE stood.balance_minor > 0 AND bill.total_minor > 0 AND bill.issued_date <= %(as_of)s
), left_over AS (
    SELECT account_id, %(as_of)s::date - due_date AS days,
           least(total_minor, balance_minor - newer_minor) AS due_minor
      FROM billed WHERE balance_minor > newer_minor
), aged AS (
    SELECT account_id,
           coalesce(sum(due_minor) FILTER (WHERE days <= 0), 0) AS not_due,
           coalesce(sum(due_minor) FILTER (WHERE days BETWEEN 1 AND 30), 0) AS days_1_30,
           coalesce(sum(due_minor) FILTER (WHERE days BETWEEN 31 AND 60), 0) AS days_31_60,
           coalesce(sum(due_minor) FILTER (WHERE days BETWEEN 61 AND 90), 0) AS days_61_90,
           coalesce(sum(due_minor) FILTER (WHERE days > 90), 0) AS days_over_90,
           sum(due_minor) AS due_minor
      FROM left_over GROUP BY account_id
), accounts AS MATERIALIZED (
    SELECT stood.account_id, coalesce(aged.not_due, 0)::bigint AS not_due,
           coalesce(aged.days_1_30, 0)::bigint AS days_1_30,
           coalesce(aged.days_31_60, 0)::bigint AS days_31_60,
           coalesce(aged.days_61_90, 0)::bigint AS days_61_90,
           coalesce(aged.days_over_90, 0)::bigint AS days_over_90,
           (greatest(stood.balance_minor, 0) - coalesce(aged.due_minor, 0))::bigint AS no_bill,
           least(stood.balance_minor, 0)::bigint AS credit
      FROM stood
      LEFT JOIN aged ON aged.account_id = stood.account_id
), chosen AS (
    SELECT * FROM accounts
     WHERE %(largest)s::integer IS NULL
        OR days_1_30 + days_31_60 + days_61_90 + days_over_90 + no_bill > 0
     ORDER BY CASE WHEN %(largest)s::integer IS NOT NULL
                   THEN days_1_30 + days_31_60 + days_61_90 + days_over_90 + no_bill END DESC
     LIMIT %(largest)s
)
SELECT true AS is_total, '' AS number, '' AS name, count(*) AS accounts,
       coalesce(sum(not_due), 0)::bigint AS not_due,
       coalesce(sum(days_1_30), 0)::bigint AS days_1_30,
       coalesce(sum(days_31_60), 0)::bigint AS days_31_60,
       coalesce(sum(days_61_90), 0)::bigint AS days_61_90,
       coalesce(sum(days_over_90), 0)::bigint AS days_over_90,
       coalesce(sum(no_bill), 0)::bigint AS no_bill, coalesce(sum(credit), 0)::bigint AS credit
  FROM accounts
UNION ALL
SELECT * FROM (
    SELECT false, account.number, account.name, 1::bigint, chosen.not_due, chosen.days_1_30,
           chosen.days_31_60, chosen.days_61_90, chosen.days_over_90, chosen.no_bill, chosen.credit
      FROM chosen
      JOIN customers_account AS account ON account.id = chosen.account_id
     ORDER BY CASE WHEN %(largest)s::integer IS NOT NULL
                   THEN chosen.days_1_30 + chosen.days_31_60 + chosen.days_61_90
                        + chosen.days_over_90 + chosen.no_bill END DESC, account.number) AS listed
