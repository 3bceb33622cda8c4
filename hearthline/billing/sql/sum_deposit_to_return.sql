-- What is held of an account's deposits, with what its next bill would take or give back anyway.
SELECT coalesce((SELECT -sum(leg.amount_minor) FROM billing_posting AS leg
                  WHERE leg.book = 'deposits'
                    AND leg.transaction_id IN (
                        SELECT transaction_id FROM billing_posting
                         WHERE book = 'receivable' AND account_id = %(account_id)s
                        UNION
                        SELECT ledger_transaction_id FROM billing_bill
                         WHERE account_id = %(account_id)s AND ledger_transaction_id IS NOT NULL)), 0)
     + coalesce((SELECT sum(charge.amount_minor) FROM billing_charge AS charge
                  WHERE charge.account_id = %(account_id)s AND charge.kind = 'deposit'
                    AND charge.effective_date <= %(today)s
                    AND NOT EXISTS (SELECT FROM billing_billline AS line
                                     WHERE line.charge_id = charge.id)), 0) AS held_minor
