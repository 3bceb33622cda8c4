-- What an account has from a day on that doesn't go together: one row for each pair of plans, and
-- for each plan that lacks what it needs on some day.
WITH spans AS (
    SELECT subscription.id, plan.id AS plan_id, plan.code, plan.name, plan.kind, plan.goes_with,
           daterange(greatest(subscription.started_date, %(from_date)s::date),
                     subscription.ended_date) AS days
      FROM subscriptions_subscription AS subscription
      JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
     WHERE subscription.account_id = %(account_id)s
       AND (subscription.ended_date IS NULL
            OR subscription.ended_date > greatest(subscription.started_date, %(from_date)s::date))
)
SELECT 'requires' AS kind, span.code, span.name, needed.names AS others
  FROM spans AS span
 CROSS JOIN LATERAL (
     SELECT array_agg(other.id) AS ids,
            array_agg(other.name ORDER BY other.price_minor, other.code) AS names
       FROM catalog_planrule AS rule
       JOIN catalog_plan AS other ON other.id = rule.other_id
      WHERE rule.plan_id = span.plan_id AND rule.kind = 'requires') AS needed
 WHERE needed.ids IS NOT NULL
   AND NOT datemultirange(span.days) <@ (SELECT coalesce(range_agg(other.days), '{}')
                                           FROM spans AS other
                                          WHERE other.plan_id = ANY (needed.ids))
UNION
SELECT 'goes_with', span.code, span.name, ARRAY[span.goes_with::text]
  FROM spans AS span
 WHERE span.kind IN ('addon', 'equipment') AND span.goes_with <> ''
   AND NOT datemultirange(span.days) <@ (SELECT coalesce(range_agg(other.days), '{}')
                                           FROM spans AS other
                                          WHERE other.kind = span.goes_with)
UNION
SELECT 'excludes', span.code, span.name, ARRAY[other.name::text]
  FROM catalog_planrule AS rule
  JOIN spans AS span ON span.plan_id = rule.plan_id
  JOIN spans AS other ON other.plan_id = rule.other_id AND other.days && span.days
 WHERE rule.kind = 'excludes'
UNION
SELECT 'twice', span.code, span.name, ARRAY[other.name::text]
  FROM spans AS span
  JOIN spans AS other ON other.id > span.id AND other.days && span.days
 WHERE (span.kind = 'addon' AND other.plan_id = span.plan_id)
    OR (span.kind = 'tv' AND other.kind = 'tv')
 ORDER BY kind, code
