-- Where the TV system's full export lies while it is compared; gone with the transaction.
DROP TABLE IF EXISTS pg_temp.tv_export;
CREATE TEMPORARY TABLE tv_export (
    subscriber text PRIMARY KEY,
    revision integer NOT NULL,
    channels jsonb NOT NULL
) ON COMMIT DROP
