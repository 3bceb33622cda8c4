-- A line that was ended stays ended, unless its service began anew on that day or later. A number
-- goes on counting its revisions where it was before.
WITH given AS (
    SELECT account.id AS account_id, wanted.service_identifier, wanted.number,
           in_use.id AS known_id, in_use.service_identifier AS known_identifier,
           (SELECT max(revision) FROM network_phoneline AS before
             WHERE before.number = wanted.number) AS last_revision
      FROM line_to_take_over AS wanted
      JOIN customers_account AS account ON account.number = wanted.account_number
      LEFT JOIN network_phoneline AS in_use
             ON in_use.number = wanted.number AND in_use.ended_at IS NULL
     WHERE wanted.kind = 'phone' AND wanted.is_running AND wanted.problem IS NULL
       AND (in_use.id IS NOT NULL
            OR NOT EXISTS (SELECT 1 FROM network_phoneline AS ended
                            WHERE ended.account_id = account.id AND ended.number = wanted.number
                              AND wanted.started_date
                                  < (ended.ended_at AT TIME ZONE %(zone)s)::date))
), created AS (
    INSERT INTO network_phoneline (account_id, service_identifier, number, has_voicemail,
                                   blocks_anonymous, forwarding, forwarding_to, revision,
                                   confirmed_revision, confirmed_at, created_at)
    SELECT account_id, service_identifier, number, false, false, 'off', '',
           coalesce(last_revision, 0) + 1, coalesce(last_revision, 0) + 1, %(now)s, %(now)s
      FROM given WHERE known_id IS NULL
    RETURNING id
), changed AS (
    UPDATE network_phoneline AS line SET service_identifier = given.service_identifier
      FROM given
     WHERE line.id = given.known_id AND given.known_identifier <> given.service_identifier
    RETURNING line.id
)
SELECT (SELECT count(*) FROM created) AS created, (SELECT count(*) FROM changed) AS changed,
       count(*) - (SELECT count(*) FROM created) - (SELECT count(*) FROM changed) AS unchanged
  FROM given
