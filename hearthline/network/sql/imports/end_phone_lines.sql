-- First those that end: their numbers are free for others.
WITH ended AS (
    UPDATE network_phoneline AS line
       SET ended_at = %(now)s, revision = line.revision + 1,
           confirmed_revision = CASE WHEN line.confirmed_revision = line.revision
                                     THEN line.revision + 1 ELSE line.confirmed_revision END
      FROM line_to_take_over AS wanted
      JOIN customers_account AS account ON account.number = wanted.account_number
     WHERE wanted.kind = 'phone' AND NOT wanted.is_running
       AND line.account_id = account.id AND line.service_identifier = wanted.service_identifier
       AND line.ended_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM line_to_take_over AS other
                        WHERE other.kind = 'phone' AND other.is_running
                          AND other.account_number = wanted.account_number
                          AND other.number = line.number)
    RETURNING line.id
)
SELECT count(*) AS ended FROM ended
