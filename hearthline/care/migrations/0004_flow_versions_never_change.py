from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("care", "0003_diagnoses")]

    operations = [
        # A diagnosis goes on with the flow that it began with.
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON care_flowversion FROM hearthline_app;",
            "GRANT UPDATE, DELETE ON care_flowversion TO hearthline_app;",
        ),
    ]
