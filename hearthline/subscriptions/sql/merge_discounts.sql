-- A discount is known by its subscription, its name and its first day. What staff ended stays so.
WITH wanted AS (
    SELECT subscription.account_id, subscription.id AS subscription_id, staged.line, staged.name,
           staged.kind, staged.rate_ppm, staged.amount_minor, staged.starts_date, staged.ends_date,
           staged.with_kind, staged.rank, known.id AS known_id,
           known.ended_by_id IS NULL AND known.ends_date IS DISTINCT FROM staged.ends_date
               AS is_moved
      FROM staged_discount AS staged
      JOIN subscriptions_subscription AS subscription
        ON subscription.number = staged.subscription_id
      LEFT JOIN LATERAL (
          SELECT discount.id, discount.ended_by_id, discount.ends_date
            FROM subscriptions_discount AS discount
           WHERE discount.subscription_id = subscription.id AND discount.name = staged.name
             AND discount.starts_date = staged.starts_date
           ORDER BY discount.id LIMIT 1) AS known ON true
     WHERE staged.problems IS NULL
), added AS (
    INSERT INTO subscriptions_discount (account_id, subscription_id, name, kind, rate_ppm,
                                        amount_minor, starts_date, ends_date, with_kind, rank,
                                        decided_at)
    SELECT account_id, subscription_id, name, kind, rate_ppm, amount_minor, starts_date, ends_date,
           with_kind, rank, %(now)s
      FROM wanted WHERE known_id IS NULL
     ORDER BY account_id, line
    RETURNING id
), changed AS (
    UPDATE subscriptions_discount AS discount
       SET ends_date = wanted.ends_date
      FROM wanted WHERE discount.id = wanted.known_id AND wanted.is_moved
    RETURNING discount.id
)
SELECT (SELECT count(*) FROM added) AS created, (SELECT count(*) FROM changed) AS changed,
       (SELECT count(*) FROM wanted WHERE known_id IS NOT NULL AND NOT is_moved) AS unchanged
