WITH given AS (
    SELECT account.id AS account_id, wanted.service_identifier, wanted.channels,
           known.id AS known_id, known.channels AS known_channels
      FROM line_to_take_over AS wanted
      JOIN customers_account AS account ON account.number = wanted.account_number
      LEFT JOIN network_tvservice AS known ON known.account_id = account.id
     WHERE wanted.kind = 'tv' AND wanted.problem IS NULL
       AND (wanted.is_running OR known.channels <> '[]')
), created AS (
    INSERT INTO network_tvservice (account_id, subscriber, channels, revision, confirmed_revision,
                                   confirmed_at, created_at)
    SELECT account_id,
           CASE WHEN service_identifier ~ '^[A-Za-z0-9._-]{1,43}$' THEN service_identifier
                ELSE replace(gen_random_uuid()::text, '-', '') END,
           channels, 1, 1, %(now)s, %(now)s
      FROM given WHERE known_id IS NULL
    RETURNING id
), changed AS (
    UPDATE network_tvservice AS service
       SET channels = given.channels, revision = service.revision + 1,
           confirmed_revision = CASE WHEN service.confirmed_revision = service.revision
                                     THEN service.revision + 1
                                     ELSE service.confirmed_revision END
      FROM given
     WHERE service.id = given.known_id AND given.known_channels <> given.channels
    RETURNING service.id
)
SELECT (SELECT count(*) FROM created) AS created, (SELECT count(*) FROM changed) AS changed,
       count(*) - (SELECT count(*) FROM created) - (SELECT count(*) FROM changed) AS unchanged
  FROM given
