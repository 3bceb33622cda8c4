-- Accounts and where they are. Most were another system's until the day before the first month;
-- some come on a later day.
WITH people AS (
    SELECT number, pg_temp.draw(number, 'new') < 0.011 * %(months)s AS is_new,
           %(first_date)s::date
               + floor(pg_temp.draw(number, 'came')
                       * greatest(%(until)s::date - %(first_date)s::date, 1))::integer AS came_date
      FROM generate_series(%(first)s::bigint, %(last)s) AS number
), accounts AS (
    INSERT INTO customers_account
        (number, name, status, language, currency, billing_day, created_at)
    SELECT 'H' || lpad(number::text, 8, '0'),
           (ARRAY['Ada', 'Ben', 'Carmen', 'Dev', 'Elsa', 'Femi', 'Grace', 'Hugo', 'Ines', 'Jonas',
                  'Kira', 'Luis', 'Mei', 'Nora', 'Omar', 'Paula', 'Quinn', 'Rosa', 'Sven', 'Tess'])
               [1 + floor(20 * pg_temp.draw(number, 'first'))] || ' '
               || (ARRAY['Alder', 'Birch', 'Cedar', 'Dogwood', 'Elm', 'Fir', 'Ginkgo', 'Hazel',
                         'Ivy', 'Juniper', 'Larch', 'Maple', 'Nettle', 'Oak', 'Pine', 'Reed',
                         'Sorrel', 'Thorn', 'Willow', 'Yarrow'])
               [1 + floor(20 * pg_temp.draw(number, 'last'))],
           'active', CASE WHEN pg_temp.draw(number, 'language') < 0.12 THEN 'es' ELSE 'en' END, 'USD',
           coalesce(%(billing_day)s, 1 + floor(28 * pg_temp.draw(number, 'billing day'))),
           (CASE WHEN is_new THEN came_date ELSE %(first_date)s::date - 1 END + time '10:00')
               AT TIME ZONE %(time_zone)s
      FROM people ORDER BY number
    RETURNING id
)
INSERT INTO customers_address (account_id, street, city, region, postal_code, country)
SELECT id, 1 + id %% 900 || ' Mill Road',
       (ARRAY['Mapleton', 'Fairview', 'Millbrook', 'Riverside', 'Ashland'])
           [1 + floor(5 * pg_temp.draw(id, 'city'))],
       CASE WHEN pg_temp.draw(id, 'region') < 0.8 THEN 'IL' ELSE 'IA' END, '62301', 'US'
  FROM accounts ORDER BY id
