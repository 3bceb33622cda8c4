WITH differing AS (
    SELECT plan.id AS plan_id, staged.starts_date, staged.price, staged.told,
           known.id AS known_id
      FROM staged_price AS staged
      JOIN catalog_plan AS plan ON plan.code = staged.plan_code
      LEFT JOIN catalog_planprice AS known
        ON known.plan_id = plan.id AND known.starts_date = staged.starts_date
     WHERE staged.problems IS NULL AND known.price_minor IS DISTINCT FROM staged.price
), written AS (
    INSERT INTO catalog_planprice (plan_id, starts_date, price_minor, before_minor, decided_at,
                                   needs_telling, told_at)
    -- `follow_prices_before.sql` then says what was before.
    SELECT plan_id, starts_date, price, price, %(now)s, starts_date > %(today)s,
           CASE WHEN told AND starts_date > %(today)s THEN %(now)s::timestamptz END
      FROM differing
    ON CONFLICT (plan_id, starts_date) DO UPDATE
       SET price_minor = excluded.price_minor, decided_at = excluded.decided_at,
           needs_telling = excluded.needs_telling, told_at = excluded.told_at
)
SELECT count(*) FILTER (WHERE known_id IS NULL) AS created,
       count(*) FILTER (WHERE known_id IS NOT NULL) AS changed,
       (SELECT count(*) FROM staged_price WHERE problems IS NULL) - count(*) AS unchanged
  FROM differing
