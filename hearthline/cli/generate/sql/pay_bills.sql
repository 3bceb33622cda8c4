-- The bills of last month are paid: most in time, some a month late, some never. As one statement,
-- so that the ledger sees each header with its legs.
WITH due AS MATERIALIZED (
    SELECT bill.id AS bill_id, bill.account_id, bill.total_minor, bill.currency, account.language,
           (bill.due_date - 2 - floor(10 * pg_temp.draw(bill.id, 'paid'))::integer
            + CASE WHEN waited.months = 2 THEN 30 ELSE 0 END + time '13:00')
               AT TIME ZONE %(time_zone)s AS paid_at,
           CASE WHEN chance.way < 0.65 THEN 'card' WHEN chance.way < 0.90 THEN 'bank_transfer'
                WHEN chance.way < 0.97 THEN 'check' ELSE 'cash' END AS channel,
           nextval(pg_get_serial_sequence('payments_payment', 'id')) AS payment_id,
           nextval(pg_get_serial_sequence('billing_ledgertransaction', 'id')) AS transaction_id
      FROM customers_account AS account
     CROSS JOIN LATERAL (SELECT pg_temp.draw(account.id, 'way') AS way) AS chance
     CROSS JOIN (VALUES (1), (2)) AS waited (months)
      JOIN billing_bill AS bill
        ON bill.account_id = account.id AND bill.source = 'run' AND bill.kind IN ('regular', 'final')
       AND bill.period_start = (%(month)s::date + account.billing_day - 1
                                - make_interval(months => waited.months))::date
     WHERE account.id BETWEEN %(first)s AND %(last)s AND bill.total_minor > 0
       AND CASE waited.months WHEN 1 THEN pg_temp.draw(bill.id, 'pays') < 0.91
                ELSE pg_temp.draw(bill.id, 'pays') BETWEEN 0.91 AND 0.98 END
     ORDER BY account.id, waited.months DESC
), numbered AS MATERIALIZED (
    SELECT due.*, billing_with_check_digit(payment_id) AS number FROM due
), headers AS (
    INSERT INTO billing_ledgertransaction (id, scope, idempotency_key, request_hash, kind, currency,
                                           leg_count, description, occurred_at, posted_at, account_id)
    SELECT transaction_id, 'payment', number,
           sha256(convert_to(concat_ws('|', account_id, total_minor), 'UTF8')), 'payment', currency, 2,
           'Payment ' || number, paid_at, paid_at, account_id
      FROM numbered
), legs AS (
    INSERT INTO billing_posting (transaction_id, leg, book, account_id, currency, amount_minor)
    SELECT numbered.transaction_id, side.leg, side.book, side.account_id, numbered.currency,
           side.amount_minor
      FROM numbered
     CROSS JOIN LATERAL (
         VALUES (1, 'receivable', numbered.account_id, -numbered.total_minor),
                (2, CASE WHEN channel = 'card' THEN 'gateway_clearing' ELSE 'cash' END, NULL,
                 numbered.total_minor)) AS side (leg, book, account_id, amount_minor)
)
INSERT INTO payments_payment (id, account_id, number, amount_minor, currency, status, channel, bill_id,
                              idempotency_key, request_hash, reference, language, save_method,
                              gateway, gateway_key, gateway_reference, confirmation_url,
                              failure_reason, card_last4, created_at, settled_at,
                              ledger_transaction_id)
SELECT payment_id, account_id, number, total_minor, currency, 'succeeded', channel,
       CASE WHEN channel = 'card' THEN bill_id END, 'generated-' || bill_id,
       sha256(convert_to(total_minor::text, 'UTF8')), '', language, false,
       CASE WHEN channel = 'card' THEN 'simulated' ELSE '' END,
       CASE WHEN channel = 'card' THEN 'generated-' || number END,
       CASE WHEN channel = 'card' THEN 'generated-' || number ELSE '' END, '', '',
       CASE WHEN channel = 'card' THEN '4242' ELSE '' END, paid_at, paid_at, transaction_id
  FROM numbered
