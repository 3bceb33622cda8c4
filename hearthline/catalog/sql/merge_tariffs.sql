-- What differs from today's tariff takes its place from today on: months that began keep theirs.
-- A plan's first tariff for a kind of use holds for all of its months.
WITH differing AS (
    SELECT staged.*, plan.id AS plan_id, today.id AS today_id, today.starts_date AS since,
           coalesce(today.ends_date, following.starts_date) AS until,
           EXISTS (SELECT FROM catalog_tariff AS other
                    WHERE other.plan_id = plan.id AND other.usage_kind = staged.usage_kind)
               AS is_known
      FROM staged_tariff AS staged
      JOIN catalog_plan AS plan ON plan.code = staged.plan_code
      LEFT JOIN catalog_tariff AS today
        ON today.plan_id = plan.id AND today.usage_kind = staged.usage_kind
       AND daterange(today.starts_date, today.ends_date) @> %(today)s::date
      LEFT JOIN LATERAL (
          SELECT min(later.starts_date) AS starts_date FROM catalog_tariff AS later
           WHERE later.plan_id = plan.id AND later.usage_kind = staged.usage_kind
             AND later.starts_date > %(today)s) AS following ON true
     WHERE staged.problems IS NULL
       AND (today.id IS NULL
            OR (today.name, today.included_quantity, today.block_quantity, today.price_millionths,
                today.minimum_minor, today.is_itemized, today.tax_category)
               IS DISTINCT FROM
               (staged.name, staged.included, staged.block, staged.price, staged.minimum,
                staged.itemized, staged.tax_category))
), corrected AS (
    -- No bill has a month that begins today yet.
    UPDATE catalog_tariff AS tariff
       SET name = differing.name, included_quantity = included, block_quantity = block,
           price_millionths = price, minimum_minor = minimum, is_itemized = itemized,
           tax_category = differing.tax_category
      FROM differing
     WHERE tariff.id = differing.today_id AND since = %(today)s
), ended AS (
    UPDATE catalog_tariff AS tariff
       SET ends_date = %(today)s
      FROM differing
     WHERE tariff.id = differing.today_id AND since IS DISTINCT FROM %(today)s
), written AS (
    INSERT INTO catalog_tariff (plan_id, usage_kind, name, included_quantity, block_quantity,
                                price_millionths, minimum_minor, is_itemized, tax_category,
                                starts_date, ends_date)
    SELECT plan_id, usage_kind, name, included, block, price, minimum, itemized, tax_category,
           CASE WHEN is_known THEN %(today)s::date END, until
      FROM differing
     WHERE since IS DISTINCT FROM %(today)s
)
SELECT count(*) FILTER (WHERE today_id IS NULL) AS created,
       count(*) FILTER (WHERE today_id IS NOT NULL) AS changed,
       (SELECT count(*) FROM staged_tariff WHERE problems IS NULL) - count(*) AS unchanged
  FROM differing
