-- A credit note: everything on a bill the other way round. What was billed for days of a subscription
-- becomes days given back, and days given back are billed again, so that the engine sees those days
-- as it did before the bill. Charges keep their line on the wrong bill: they come again as new ones.
WITH wrong AS (
    SELECT bill.*, nextval('billing_bill_id_seq') AS note_id,
           nextval('billing_ledgertransaction_id_seq') AS transaction_id,
           billing_with_check_digit(nextval('billing_bill_number')) AS note_number
      FROM billing_bill AS bill WHERE bill.id = %(bill_id)s
), note AS (
    INSERT INTO billing_bill
        (id, account_id, number, period_start, period_end, issued_date, due_date, total_minor,
         currency, source, kind, corrects_id, line_count, ledger_transaction_id)
    SELECT note_id, account_id, note_number, period_start, period_end, %(issued_date)s::date,
           %(due_date)s::date, -total_minor, currency, 'run', 'credit_note', id, line_count,
           CASE WHEN ledger_transaction_id IS NOT NULL THEN transaction_id END
      FROM wrong
), note_lines AS (
    INSERT INTO billing_billline
        (bill_id, position, account_id, kind, description, amount_minor, subscription_id, plan_id,
         tax_id, discount_id, tariff_id, quantity, included_minor, period_start, period_end, cause)
    SELECT note_id, line.position, line.account_id,
           CASE WHEN line.subscription_id IS NOT NULL AND line.kind IN ('recurring', 'proration')
                THEN 'credit'
                WHEN line.subscription_id IS NOT NULL AND line.kind = 'credit' THEN 'proration'
                ELSE line.kind END,
           line.description, -line.amount_minor, line.subscription_id, line.plan_id, line.tax_id,
           line.discount_id, line.tariff_id, line.quantity, -line.included_minor,
           line.period_start, line.period_end, 'corrected'
      FROM wrong
      JOIN billing_billline AS line ON line.bill_id = wrong.id
), header AS (
    INSERT INTO billing_ledgertransaction
        (id, scope, idempotency_key, request_hash, kind, currency, leg_count, description,
         occurred_at, posted_at, account_id)
    SELECT transaction_id, 'bill', account_id || '/' || id || '/credit_note',
           sha256(convert_to(concat_ws('/', account_id, id, -total_minor), 'UTF8')), 'bill',
           currency, (SELECT leg_count FROM billing_ledgertransaction
                       WHERE id = wrong.ledger_transaction_id),
           'Credit note ' || note_number, %(occurred_at)s, %(now)s, account_id
      FROM wrong WHERE ledger_transaction_id IS NOT NULL
), legs AS (
    INSERT INTO billing_posting (transaction_id, leg, book, account_id, currency, amount_minor)
    SELECT wrong.transaction_id, leg.leg, leg.book, leg.account_id, leg.currency, -leg.amount_minor
      FROM wrong
      JOIN billing_posting AS leg ON leg.transaction_id = wrong.ledger_transaction_id
)
SELECT note_id AS id, note_number AS number FROM wrong
