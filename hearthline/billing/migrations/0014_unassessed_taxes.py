"""Nobody is billed without taxes that an outside service has still to assess."""

from django.db import migrations

UNASSESSED = """
CREATE FUNCTION billing_unassessed(account bigint, tax text) RETURNS bigint
    LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RAISE EXCEPTION 'account % is not billed: tax % is not assessed yet', account, tax
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0013_rise_bounds")]
    operations = [migrations.RunSQL(UNASSESSED, "DROP FUNCTION billing_unassessed(bigint, text)")]
