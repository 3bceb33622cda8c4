"""What was used and what an outside service assessed stays as it was written down."""

from django.db import migrations

RECORDS_STAY = """
CREATE TRIGGER usage_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_usage
    FOR EACH STATEMENT EXECUTE FUNCTION billing_refuse_change('records of usage');
CREATE TRIGGER assessed_tax_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_assessedtax
    FOR EACH STATEMENT EXECUTE FUNCTION billing_refuse_change('assessed taxes');
REVOKE UPDATE, DELETE, TRUNCATE ON billing_usage, billing_assessedtax FROM hearthline_app;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_usage_exemptions_corrections")]
    operations = [migrations.RunSQL(RECORDS_STAY)]
