-- Arrangements that are on, each with its parts and what was paid towards it: what it was made for,
-- and bills since, less what is owed now. Parts are covered from the first one on, whichever day
-- the money came. A bill that was made anew counts by what it became dearer.
WITH stood AS (
    SELECT arrangement.*, account.currency,
           least(arrangement.total_minor, greatest(arrangement.total_minor + newer.bills_minor
               + greatest(newer.corrections_minor, 0) - owed.balance_minor, 0)) AS paid_minor
      FROM billing_arrangement AS arrangement
      JOIN customers_account AS account ON account.id = arrangement.account_id
     CROSS JOIN LATERAL (
         SELECT coalesce(sum(leg.amount_minor), 0) AS balance_minor
           FROM billing_posting AS leg
          WHERE leg.book = 'receivable' AND leg.account_id = arrangement.account_id) AS owed
     CROSS JOIN LATERAL (
         SELECT coalesce(sum(greatest(bill.total_minor, 0))
                             FILTER (WHERE bill.kind IN ('regular', 'final')), 0) AS bills_minor,
                coalesce(sum(bill.total_minor)
                             FILTER (WHERE bill.kind IN ('credit_note', 'rebill')), 0)
                    AS corrections_minor
           FROM billing_bill AS bill
          WHERE bill.account_id = arrangement.account_id AND bill.id > arrangement.last_bill_id)
         AS newer
     WHERE arrangement.ended_date IS NULL
       AND (%(account_id)s::bigint IS NULL OR arrangement.account_id = %(account_id)s)
)
SELECT stood.id, stood.account_id, stood.currency, stood.total_minor, stood.made_at,
       stood.is_by_staff, stood.reason, stood.paid_minor::bigint,
       part.position, part.due_date, part.amount_minor,
       greatest(sum(part.amount_minor) OVER up_to - stood.paid_minor, 0)::bigint AS open_up_to_minor,
       least(part.amount_minor,
             greatest(sum(part.amount_minor) OVER up_to - stood.paid_minor, 0))::bigint AS open_minor
  FROM stood
  JOIN billing_arrangementpart AS part ON part.arrangement_id = stood.id
WINDOW up_to AS (PARTITION BY stood.id ORDER BY part.position)
 ORDER BY stood.id, part.position
