-- What the provider sells, what using it costs, what changes in price on the way, and the taxes.
WITH plans AS (
    INSERT INTO catalog_plan (code, kind, name, description, price_minor, currency, tax_category,
                              period_months, is_in_arrears, goes_with, is_offered)
    VALUES ('home-100', 'internet', 'Home 100', '', 4495, 'USD', 'internet', 1, false, '', true),
           ('home-300', 'internet', 'Home 300', '', 5995, 'USD', 'internet', 1, false, '', true),
           ('home-600', 'internet', 'Home 600', '', 7495, 'USD', 'internet', 1, false, '', true),
           ('home-1000', 'internet', 'Home Gigabit', '', 8995, 'USD', 'internet', 1, false, '', true),
           ('tv-local', 'tv', 'Local TV', '', 2495, 'USD', 'tv', 1, false, '', true),
           ('tv-family', 'tv', 'Family TV', '', 6495, 'USD', 'tv', 1, false, '', true),
           ('tv-everything', 'tv', 'Everything TV', '', 10495, 'USD', 'tv', 1, false, '', true),
           ('phone-basic', 'phone', 'Home Phone Basic', '', 1495, 'USD', 'phone', 1, false, '', true),
           ('phone-local', 'phone', 'Home Phone Local', '', 1995, 'USD', 'phone', 1, false, '', true),
           ('phone-unlimited', 'phone', 'Home Phone Unlimited', '', 2995, 'USD', 'phone', 1, false, '',
            true),
           ('pack-sports', 'addon', 'Sports pack', '', 1295, 'USD', 'tv', 1, false, 'tv', true),
           ('pack-films', 'addon', 'Film pack', '', 1495, 'USD', 'tv', 1, false, 'tv', true),
           ('wifi-everywhere', 'addon', 'Wi-Fi in every room', '', 895, 'USD', 'equipment', 1, false,
            'internet', true),
           ('fixed-address', 'addon', 'Fixed internet address, a year', '', 10800, 'USD', 'internet',
            12, false, 'internet', true),
           ('safe-copies', 'addon', 'Safe copies, three months', '', 2400, 'USD', 'internet', 3,
            false, 'internet', true),
           ('home-watch', 'addon', 'Home watch', '', 1500, 'USD', 'equipment', 1, true, 'internet',
            true),
           ('router', 'equipment', 'Wi-Fi router', '', 700, 'USD', 'equipment', 1, false, 'internet',
            false),
           ('tv-box', 'equipment', 'TV box', '', 500, 'USD', 'equipment', 1, false, 'tv', false),
           ('paper-bill', 'fee', 'Paper bill', '', 200, 'USD', '', 1, false, '', false)
    RETURNING id, code, price_minor
), tariffs AS (
    INSERT INTO catalog_tariff (plan_id, usage_kind, name, included_quantity, block_quantity,
                                price_millionths, minimum_minor, is_itemized, tax_category)
    SELECT plans.id, tariff.kind, tariff.name, included, block, price_millionths, minimum, itemized, tax
      FROM (VALUES ('phone-basic', 'voice', 'Calls', 0, 60, 4000000, 300, false, 'phone'),
                   ('phone-local', 'voice', 'Calls beyond five hours', 18000, 60, 3500000, 0, false,
                    'phone'),
                   ('home-100', 'data', 'Data beyond 500 GB', 500000, 50000, 1000000000, 0, false,
                    'internet'),
                   ('tv-family', 'piece', 'Films on demand', 0, 1, 499000000, 0, true, 'tv'),
                   ('tv-everything', 'piece', 'Films on demand', 0, 1, 399000000, 0, true, 'tv'))
           AS tariff (code, kind, name, included, block, price_millionths, minimum, itemized, tax)
      JOIN plans USING (code)
), prices AS (
    -- The first day of a month lies within most accounts' periods.
    INSERT INTO catalog_planprice (plan_id, starts_date, price_minor, before_minor, decided_at)
    SELECT plans.id, change.day, plans.price_minor, plans.price_minor - change.more,
           (change.day - 45)::timestamp AT TIME ZONE %(time_zone)s
      FROM (VALUES ('home-300', 0.5, 200), ('tv-family', 0.7, 500), ('router', 0.3, 100))
           AS told (code, part, more)
      JOIN plans USING (code)
     CROSS JOIN LATERAL (
         SELECT (%(first_date)s::date
                 + make_interval(months => floor(told.part * %(months)s)::integer))::date,
                told.more) AS change (day, more)
     WHERE change.day > %(first_date)s AND change.day <= %(until)s
), taxes AS (
    INSERT INTO catalog_tax (code, name, tax_category, region, locality, kind, is_fee, is_included,
                             rate_ppm, flat_minor, currency, starts_date)
    VALUES ('telecom-tax', 'State telecommunications tax', 'phone', '', '', 'percent', false, false,
            70000, 0, 'USD', '2020-01-01'),
           ('county-911', 'County 911 fee', 'phone', '', '', 'flat', true, false, 0, 150, 'USD',
            '2020-01-01'),
           ('universal-service', 'Universal service fee', 'phone', '', '', 'percent', true, false,
            98000, 0, 'USD', '2020-01-01'),
           ('franchise', 'County franchise fee', 'tv', 'IL', '', 'percent', true, false, 50000, 0,
            'USD', '2020-01-01'),
           ('entertainment', 'Entertainment tax', 'tv', 'IA', '', 'tiered', false, false, 0, 0, 'USD',
            '2020-01-01'),
           ('city-tv', 'City of Fairview video tax', 'tv', 'IL', 'Fairview', 'percent', false, false,
            12500, 0, 'USD', '2020-01-01'),
           ('sales-il', 'State sales tax', 'equipment', 'IL', '', 'percent', false, false, 62500, 0,
            'USD', '2020-01-01'),
           ('sales-ia', 'State sales tax, included', 'equipment', 'IA', '', 'percent', false, true,
            60000, 0, 'USD', '2020-01-01')
    RETURNING id, code
)
INSERT INTO catalog_taxtier (tax_id, from_minor, rate_ppm)
SELECT taxes.id, tier.from_minor, tier.rate_ppm
  FROM taxes, (VALUES (0, 0), (2500, 20000), (7500, 40000)) AS tier (from_minor, rate_ppm)
 WHERE taxes.code = 'entertainment'
