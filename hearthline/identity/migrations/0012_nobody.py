# A wrong password costs the same whoever it is for. Room in the pages of users lets a count change
# without a new entry in each index.

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0011_second_factors"),
    ]

    operations = [
        migrations.CreateModel(
            name="Nobody",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("failed_sign_ins", models.SmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="NobodysSignIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("outcome", models.CharField(max_length=20)),
                ("device", models.CharField(max_length=60)),
                (
                    "nobody",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to="identity.nobody",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["nobody", "-id"], name="nobodys_sign_in"),
                    models.Index(fields=["nobody", "-at"], name="nobodys_sign_in_newest"),
                    django.contrib.postgres.indexes.BrinIndex(
                        autosummarize=True, fields=["at"], name="nobodys_sign_in_at"
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE identity_user SET (fillfactor = 80)",
            "ALTER TABLE identity_user RESET (fillfactor)",
        ),
    ]
