-- What the network has already, as the files say: filled by the subscriptions room, judged and
-- taken over by the network's.
DROP TABLE IF EXISTS pg_temp.line_to_take_over;
CREATE TEMPORARY TABLE line_to_take_over (
    kind text NOT NULL,
    account_number text NOT NULL,
    service_identifier text NOT NULL,
    access_group text,
    number text,
    channels jsonb,
    is_running boolean NOT NULL,
    started_date date,
    line integer,
    username text,
    connection_line integer,
    known_id bigint,
    problem text,
    is_refused boolean NOT NULL DEFAULT false
) ON COMMIT DROP
