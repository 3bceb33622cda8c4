# Where people sign in from, and which of their sign-ins staff look at.

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0005_browsers_and_events"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="place",
            field=models.CharField(blank=True, db_default="", max_length=80),
        ),
        migrations.AddField(
            model_name="signin",
            name="latitude",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="signin",
            name="longitude",
            field=models.FloatField(null=True),
        ),
        migrations.AddIndex(
            model_name="signin",
            index=models.Index(
                condition=models.Q(("outcome", "signed_in")),
                fields=["user", "-id"],
                name="sign_in_worked",
            ),
        ),
        migrations.AddIndex(
            model_name="signin",
            index=models.Index(
                condition=models.Q(("score__gt", 0), ("outcome", "blocked"), _connector="OR"),
                fields=["-id"],
                name="sign_in_unusual",
            ),
        ),
        migrations.AddIndex(
            model_name="signin",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["at"], name="sign_in_at"
            ),
        ),
    ]
