-- `price_minor` of each plan becomes the price of today.
UPDATE catalog_plan AS plan
   SET price_minor = today.price_minor
  FROM (SELECT DISTINCT ON (plan_id) plan_id, price_minor
          FROM catalog_planprice WHERE starts_date <= %(today)s
         ORDER BY plan_id, starts_date DESC) AS today
 WHERE today.plan_id = plan.id AND plan.price_minor <> today.price_minor
RETURNING plan.id
