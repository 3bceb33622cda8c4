-- Names and numbers that another service has; `problem` says so. Whoever has it, has it: a name
-- that becomes free with this very import can be taken by the next.
UPDATE line_to_take_over AS wanted
   SET username = coalesce(staged.username, known.username, wanted.service_identifier),
       connection_line = staged.line, is_refused = staged.problems IS NOT NULL,
       known_id = known.id
  FROM line_to_take_over AS same
  LEFT JOIN staged_connection AS staged USING (account_number, service_identifier)
  LEFT JOIN customers_account AS account ON account.number = same.account_number
  LEFT JOIN network_connection AS known ON known.account_id = account.id
                                       AND known.service_identifier = same.service_identifier
 WHERE wanted.kind = 'internet' AND same.kind = 'internet'
   AND same.account_number = wanted.account_number
   AND same.service_identifier = wanted.service_identifier;

UPDATE line_to_take_over AS wanted
   SET problem = format('"%%s" is the username of service "%%s" of account "%%s" already. Give '
                        'this one a username of its own in connections.csv, or correct the other',
                        wanted.username, known.service_identifier, account.number)
  FROM network_connection AS known
  JOIN customers_account AS account ON account.id = known.account_id
 WHERE wanted.kind = 'internet' AND wanted.is_running AND NOT wanted.is_refused
   AND known.username = wanted.username AND known.id IS DISTINCT FROM wanted.known_id;

UPDATE line_to_take_over AS wanted
   SET problem = format('"%%s" is the username of service "%%s" of account "%%s" as well. Give '
                        'this one a username of its own in connections.csv',
                        wanted.username, first.service_identifier, first.account_number)
  FROM (SELECT username, service_identifier, account_number, ctid AS place,
               first_value(ctid) OVER same AS first_place,
               first_value(account_number) OVER same AS first_account,
               first_value(service_identifier) OVER same AS first_identifier
          FROM line_to_take_over
         WHERE kind = 'internet' AND is_running AND NOT is_refused AND problem IS NULL
        WINDOW same AS (PARTITION BY username
                        ORDER BY known_id NULLS LAST, connection_line NULLS LAST, line)) AS later
  CROSS JOIN LATERAL (SELECT later.first_account AS account_number,
                             later.first_identifier AS service_identifier) AS first
 WHERE later.place = wanted.ctid AND later.place <> later.first_place;

-- A phone number is in use on one line; one that this import ends is free.
UPDATE line_to_take_over AS wanted
   SET problem = format('the number %%s is in use on account "%%s". End it there, or correct the '
                        'number', wanted.number, account.number)
  FROM network_phoneline AS known
  JOIN customers_account AS account ON account.id = known.account_id
 WHERE wanted.kind = 'phone' AND wanted.is_running AND known.number = wanted.number
   AND known.ended_at IS NULL AND account.number <> wanted.account_number
   AND NOT EXISTS (SELECT 1 FROM line_to_take_over AS ended
                    WHERE ended.kind = 'phone' AND NOT ended.is_running
                      AND ended.account_number = account.number
                      AND ended.service_identifier = known.service_identifier
                      AND NOT EXISTS (SELECT 1 FROM line_to_take_over AS other
                                       WHERE other.kind = 'phone' AND other.is_running
                                         AND other.account_number = ended.account_number
                                         AND other.number = known.number));
UPDATE line_to_take_over AS wanted
   SET problem = format('the number %%s is in use on account "%%s" as well. Keep it on one of the '
                        'two, or end one', wanted.number, later.first_account)
  FROM (SELECT ctid AS place, first_value(ctid) OVER same AS first_place,
               first_value(account_number) OVER same AS first_account
          FROM line_to_take_over
         WHERE kind = 'phone' AND is_running AND problem IS NULL
        WINDOW same AS (PARTITION BY number ORDER BY line NULLS FIRST)) AS later
 WHERE later.place = wanted.ctid AND later.place <> later.first_place;

-- A TV service keeps its name; a new one has that of its subscription, if the TV system takes it.
UPDATE line_to_take_over AS wanted
   SET problem = format('"%%s" is what the TV system calls account "%%s". Give this one an '
                        'identifier of its own', wanted.service_identifier, account.number)
  FROM network_tvservice AS known
  JOIN customers_account AS account ON account.id = known.account_id
 WHERE wanted.kind = 'tv' AND wanted.is_running
   AND known.subscriber = wanted.service_identifier AND account.number <> wanted.account_number
   AND NOT EXISTS (SELECT 1 FROM network_tvservice AS own
                     JOIN customers_account AS owner ON owner.id = own.account_id
                    WHERE owner.number = wanted.account_number);
UPDATE line_to_take_over AS wanted
   SET problem = format('"%%s" is the TV service of account "%%s" as well. Give this one an '
                        'identifier of its own', wanted.service_identifier, later.first_account)
  FROM (SELECT ctid AS place, first_value(ctid) OVER same AS first_place,
               first_value(account_number) OVER same AS first_account
          FROM line_to_take_over
         WHERE kind = 'tv' AND is_running AND problem IS NULL AND service_identifier <> ''
           AND NOT EXISTS (SELECT 1 FROM network_tvservice AS own
                             JOIN customers_account AS owner ON owner.id = own.account_id
                            WHERE owner.number = line_to_take_over.account_number)
        WINDOW same AS (PARTITION BY service_identifier ORDER BY line NULLS FIRST)) AS later
 WHERE later.place = wanted.ctid AND later.place <> later.first_place;

UPDATE staged_connection AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', 'username', 'message', wanted.problem))
  FROM line_to_take_over AS wanted
 WHERE wanted.connection_line = staged.line AND wanted.problem IS NOT NULL;
UPDATE line_to_take_over SET is_refused = true, problem = NULL
 WHERE problem IS NOT NULL AND connection_line IS NOT NULL
