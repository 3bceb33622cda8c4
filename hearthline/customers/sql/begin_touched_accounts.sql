-- One row for each table of an account that the import writes to.
DROP TABLE IF EXISTS pg_temp.touched_account;
CREATE TEMPORARY TABLE touched_account (account_id bigint, is_new boolean) ON COMMIT DROP
