"""What was told stays as it was told."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("network", "0004_outages")]
    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON network_outageupdate FROM hearthline_app;"
            "REVOKE DELETE, TRUNCATE ON network_outage, network_outagereach FROM hearthline_app;",
            "GRANT UPDATE, DELETE ON network_outageupdate TO hearthline_app;"
            "GRANT DELETE ON network_outage, network_outagereach TO hearthline_app;",
        )
    ]
