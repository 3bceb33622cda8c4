"""What staff changed in the catalog stays written down."""

from django.db import migrations

EDITS_STAY = """
CREATE FUNCTION catalog_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'edits of the catalog never change: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER edit_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON catalog_catalogedit
    FOR EACH STATEMENT EXECUTE FUNCTION catalog_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON catalog_catalogedit FROM hearthline_app;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_channels_rules_promotions")]
    operations = [migrations.RunSQL(EDITS_STAY)]
