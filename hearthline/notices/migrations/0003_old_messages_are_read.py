"""Nobody is told of years of old messages as if they were new."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_telling_people")]
    operations = [
        migrations.RunSQL(
            "UPDATE notices_message SET read_at = created_at WHERE read_at IS NULL;",
            migrations.RunSQL.noop,
        )
    ]
