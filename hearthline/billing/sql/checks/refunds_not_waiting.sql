-- What lies in the book of refunds is what waits to be paid out.
SELECT 'refunds of ' || coalesce(booked.currency, waiting.currency) || ' are booked as '
           || coalesce(-booked.amount_minor, 0) || ', waiting are ' || coalesce(waiting.amount_minor, 0)
           AS detail
  FROM (SELECT leg.currency, sum(leg.amount_minor)::bigint AS amount_minor
          FROM billing_posting AS leg
         WHERE leg.book = 'refunds' GROUP BY leg.currency) AS booked
  FULL JOIN (SELECT currency, sum(amount_minor)::bigint AS amount_minor
               FROM billing_payout WHERE paid_at IS NULL AND taken_back_at IS NULL GROUP BY currency) AS waiting
    ON waiting.currency = booked.currency
 WHERE coalesce(-booked.amount_minor, 0) <> coalesce(waiting.amount_minor, 0)
