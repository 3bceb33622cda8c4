-- What the network has for the accounts in the files, once the files are in: one row a connection,
-- phone line or TV service (table line_to_take_over, which the network room judges and takes over).
-- Accounts whose order is due but not yet told to the network are left for the next import: what
-- the order wants must be told, and isn't there yet.
DROP TABLE IF EXISTS pg_temp.held_service;
CREATE TEMPORARY TABLE held_service ON COMMIT DROP AS
WITH plan AS (
    SELECT code, kind, goes_with, access_group FROM staged_plan WHERE problems IS NULL
    UNION ALL
    SELECT code, kind, goes_with, access_group
      FROM catalog_plan AS known
     WHERE NOT EXISTS (SELECT 1 FROM staged_plan AS staged
                        WHERE staged.code = known.code AND staged.problems IS NULL)
), touched AS (
    SELECT account_number FROM staged_subscription WHERE problems IS NULL
    UNION
    SELECT account_number FROM staged_connection
    EXCEPT
    SELECT account.number
      FROM subscriptions_order AS orders
      JOIN customers_account AS account ON account.id = orders.account_id
     WHERE orders.took_effect_at IS NULL AND orders.undone_at IS NULL
       AND orders.effective_date <= %(today)s
), held AS (
    SELECT account_number, subscription_id, plan_code, started_date, ended_date,
           service_identifier, phone_number, line
      FROM staged_subscription
     WHERE problems IS NULL
    UNION ALL
    SELECT account.number, known.number, plan.code, known.started_date, known.ended_date,
           known.service_identifier, NULL, NULL
      FROM subscriptions_subscription AS known
      JOIN customers_account AS account ON account.id = known.account_id
      JOIN catalog_plan AS plan ON plan.id = known.plan_id
     WHERE NOT EXISTS (SELECT 1 FROM staged_subscription AS staged
                        WHERE staged.subscription_id = known.number AND staged.problems IS NULL)
)
SELECT held.account_number, held.subscription_id, held.plan_code, plan.kind, plan.goes_with,
       plan.access_group, held.started_date, held.service_identifier, held.phone_number, held.line,
       held.started_date <= %(today)s
           AND (held.ended_date IS NULL OR held.ended_date > %(today)s) AS is_running
  FROM held
  JOIN touched USING (account_number)
  JOIN plan ON plan.code = held.plan_code
 WHERE plan.kind = 'internet' OR plan.kind = 'phone' OR 'tv' IN (plan.kind, plan.goes_with);
ANALYZE held_service;

-- Of a service's subscriptions the running one counts that began last.
INSERT INTO line_to_take_over (kind, account_number, service_identifier, access_group, number,
                               is_running, started_date, line)
SELECT DISTINCT ON (account_number, kind, service_identifier)
       kind, account_number, service_identifier, access_group, phone_number,
       is_running, started_date, line
  FROM held_service AS held
 WHERE kind IN ('internet', 'phone') AND service_identifier <> ''
   AND EXISTS (SELECT 1 FROM (SELECT account_number, service_identifier FROM staged_subscription
                               UNION ALL
                              SELECT account_number, service_identifier FROM staged_connection
                             ) AS named
                WHERE named.account_number = held.account_number
                  AND named.service_identifier = held.service_identifier)
 ORDER BY account_number, kind, service_identifier, is_running DESC, started_date DESC,
          subscription_id DESC;
DELETE FROM line_to_take_over
 WHERE is_running
   AND (kind = 'internet' AND access_group = '' OR kind = 'phone' AND number IS NULL);

INSERT INTO line_to_take_over (kind, account_number, service_identifier, channels, is_running,
                               started_date, line)
SELECT 'tv', service.account_number, service.identifier,
       CASE WHEN service.is_running THEN channels.codes ELSE '[]' END, service.is_running, service.started_date, service.line
  FROM (SELECT account_number, bool_or(is_running) FILTER (WHERE kind = 'tv') AS is_running,
               min(started_date) FILTER (WHERE kind = 'tv') AS started_date,
               (array_agg(line ORDER BY is_running DESC, started_date DESC, subscription_id DESC)
                   FILTER (WHERE kind = 'tv'))[1] AS line,
               (array_agg(service_identifier
                          ORDER BY is_running DESC, started_date DESC, subscription_id DESC)
                   FILTER (WHERE kind = 'tv'))[1] AS identifier
          FROM held_service
         WHERE 'tv' IN (kind, goes_with)
         GROUP BY account_number
        HAVING bool_or(kind = 'tv') AND count(line) > 0) AS service
  LEFT JOIN (SELECT account_number, jsonb_agg(code ORDER BY code COLLATE "C") AS codes
               FROM (SELECT DISTINCT held.account_number, channel.code
                       FROM held_service AS held
                       JOIN catalog_plan AS plan ON plan.code = held.plan_code
                       JOIN catalog_planchannel AS link ON link.plan_id = plan.id
                       JOIN catalog_channel AS channel ON channel.id = link.channel_id
                      WHERE held.is_running) AS brought
              GROUP BY account_number) AS channels USING (account_number)
 WHERE NOT service.is_running OR channels.codes IS NOT NULL;
ANALYZE line_to_take_over
