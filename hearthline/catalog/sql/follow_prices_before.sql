-- What each price of the plans that were imported took the place of. Before the first one that is
-- known, a plan cost what it costs today if that one is yet to begin.
UPDATE catalog_planprice AS price
   SET before_minor = follows.before_minor
  FROM (SELECT price.id,
               coalesce(lag(price.price_minor) OVER by_day,
                        CASE WHEN price.starts_date > %(today)s THEN plan.price_minor
                             ELSE price.before_minor END) AS before_minor
          FROM catalog_planprice AS price
          JOIN catalog_plan AS plan ON plan.id = price.plan_id
         WHERE plan.code IN (SELECT plan_code FROM staged_price WHERE problems IS NULL)
        WINDOW by_day AS (PARTITION BY price.plan_id ORDER BY price.starts_date)) AS follows
 WHERE follows.id = price.id AND price.before_minor <> follows.before_minor
