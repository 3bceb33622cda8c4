-- Whom an outage of a node, an area or a list of places reaches, and which lines name nobody.
-- A list has account numbers or addresses ("12 Maple Street", also with a town or postal code
-- behind a comma); an area has towns or postal codes.
WITH wanted AS (
    SELECT DISTINCT lower(btrim(line)) AS line FROM unnest(%(lines)s::text[]) AS line
), found AS (
    SELECT account_id, NULL::text AS line
      FROM network_connection WHERE %(scope)s = 'node' AND node_id = %(node_id)s
    UNION ALL
    SELECT address.account_id, wanted.line
      FROM wanted
      JOIN customers_address AS address
        ON wanted.line IN (lower(address.postal_code), lower(address.city))
     WHERE %(scope)s = 'area'
    UNION ALL
    SELECT account.id, wanted.line
      FROM wanted JOIN customers_account AS account ON lower(account.number) = wanted.line
     WHERE %(scope)s = 'list'
    UNION ALL
    SELECT address.account_id, wanted.line
      FROM wanted
      JOIN customers_address AS address
        ON wanted.line IN (lower(address.street), lower(address.street || ', ' || address.city),
                           lower(address.street || ', ' || address.postal_code))
     WHERE %(scope)s = 'list'
)
SELECT coalesce(array_agg(DISTINCT account.id), '{}') AS account_ids,
       ARRAY(SELECT line FROM wanted EXCEPT SELECT line FROM found ORDER BY line) AS unknown
  FROM found JOIN customers_account AS account ON account.id = found.account_id
 WHERE account.status <> 'closed'
