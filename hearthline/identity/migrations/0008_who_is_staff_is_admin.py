# Until now staff could do everything; they keep that until an admin says otherwise.

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0007_staff_roles"),
    ]

    operations = [
        migrations.RunSQL(
            "INSERT INTO identity_staffrole (user_id, role, since_at)"
            " SELECT id, 'admin', now() FROM identity_user WHERE is_staff"
            " ON CONFLICT DO NOTHING",
            migrations.RunSQL.noop,
        ),
    ]
