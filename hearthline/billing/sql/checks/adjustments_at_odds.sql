-- An adjustment that was approved led to a charge or a posting of its amount; no other did.
SELECT 'adjustment ' || adjustment.id || ' is ' || adjustment.state || ' and led to '
           || coalesce(charge.amount_minor, leg.amount_minor)::text AS detail
  FROM billing_adjustment AS adjustment
  LEFT JOIN billing_charge AS charge ON charge.id = adjustment.charge_id
  LEFT JOIN billing_posting AS leg
         ON leg.transaction_id = adjustment.ledger_transaction_id AND leg.book = 'receivable'
 WHERE CASE adjustment.state
            WHEN 'approved' THEN adjustment.amount_minor
            ELSE NULL END
       IS DISTINCT FROM coalesce(charge.amount_minor, leg.amount_minor)
    OR coalesce(charge.account_id, leg.account_id) <> adjustment.account_id
