-- A line that was ended stays ended, unless its service began anew on that day or later.
WITH given AS (
    SELECT account.id AS account_id, wanted.service_identifier, wanted.username,
           wanted.access_group, wanted.is_running,
           CASE WHEN staged.line IS NULL THEN known.node_id ELSE node.id END AS node_id,
           known.id AS known_id, known.username AS known_username, known.node_id AS known_node_id,
           known.access_group AS known_group, known.ended_at
      FROM line_to_take_over AS wanted
      JOIN customers_account AS account ON account.number = wanted.account_number
      LEFT JOIN staged_connection AS staged ON staged.line = wanted.connection_line
      LEFT JOIN network_node AS node ON node.code = staged.node_code
      LEFT JOIN (SELECT id, account_id, service_identifier, username, node_id, ended_at,
                        "group" AS access_group
                   FROM network_connection) AS known
             ON known.account_id = account.id
            AND known.service_identifier = wanted.service_identifier
     WHERE wanted.kind = 'internet' AND wanted.problem IS NULL AND NOT wanted.is_refused
       AND CASE WHEN wanted.is_running
                THEN known.ended_at IS NULL
                     OR wanted.started_date >= (known.ended_at AT TIME ZONE %(zone)s)::date
                ELSE known.id IS NOT NULL AND known.ended_at IS NULL END
), created AS (
    INSERT INTO network_connection (account_id, service_identifier, username, node_id, "group",
                                    is_restricted, created_at)
    SELECT account_id, service_identifier, username, node_id, access_group, false, %(now)s
      FROM given WHERE known_id IS NULL
    RETURNING id
), changed AS (
    UPDATE network_connection AS connection
       SET username = CASE WHEN given.is_running THEN given.username
                           ELSE connection.username END,
           node_id = given.node_id,
           "group" = CASE WHEN given.is_running THEN given.access_group ELSE '' END,
           is_restricted = NOT given.is_running
                           OR given.ended_at IS NULL AND connection.is_restricted,
           ended_at = CASE WHEN given.is_running THEN NULL ELSE %(now)s::timestamptz END
      FROM given
     WHERE connection.id = given.known_id
       AND (NOT given.is_running OR given.ended_at IS NOT NULL
            OR (given.username, given.node_id, given.access_group)
               IS DISTINCT FROM (given.known_username, given.known_node_id, given.known_group))
    RETURNING connection.id
)
SELECT (SELECT count(*) FROM created) AS created, (SELECT count(*) FROM changed) AS changed,
       count(*) - (SELECT count(*) FROM created) - (SELECT count(*) FROM changed) AS unchanged
  FROM given
