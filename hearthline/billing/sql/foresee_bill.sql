-- Ending of rate_accounts.sql, before list_rated_lines.sql: the lines also become a bill, so that
-- rating the month after sees it. For forecasts, which are always rolled back: it takes no number, no
-- id and no posting (its id is below zero and the account's own), and so leaves no gap behind.
, foreseen AS (
    INSERT INTO billing_bill
        (id, account_id, number, period_start, period_end, issued_date, due_date, total_minor,
         currency, source, line_count, bill_run_id)
    SELECT %(bill_id)s, account_id, 'foreseen ' || %(bill_id)s, %(bill_date)s,
           (%(bill_date)s::date + interval '1 month')::date, %(bill_date)s, %(bill_date)s,
           sum(amount_minor)::bigint, currency, 'run', count(*), 0
      FROM lines GROUP BY account_id, currency
), foreseen_lines AS (
    INSERT INTO billing_billline
        (bill_id, position, account_id, kind, description, amount_minor, subscription_id, plan_id,
         tax_id, charge_id, discount_id, tariff_id, quantity, price_minor, of_days, included_minor,
         period_start, period_end, cause)
    SELECT %(bill_id)s, position, account_id, kind, description, amount_minor, subscription_id, plan_id,
           tax_id, charge_id, discount_id, tariff_id, quantity, price_minor, of_days, included_minor,
           period_start, period_end, cause
      FROM lines
)
