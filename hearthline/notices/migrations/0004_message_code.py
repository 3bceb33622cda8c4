"""A code for each message, by which its person can ask whether it is ours. Old ones have none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_old_messages_are_read")]
    operations = [
        migrations.AddField(
            model_name="message",
            name="code",
            field=models.CharField(blank=True, db_default="", max_length=8),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("code", ""), _negated=True),
                fields=["code"],
                name="message_code",
            ),
        ),
    ]
