# Contacts as they were, to go back to; sign-ins that are held; history read by time.

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0008_who_is_staff_is_admin"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(choices=[("email", "Email"), ("sms", "Sms")], max_length=5),
                ),
                ("old_value", models.CharField(blank=True, max_length=254)),
                ("new_value", models.CharField(blank=True, max_length=254)),
                ("changed_at", models.DateTimeField()),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="user",
            name="held_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="securityevent",
            index=models.Index(fields=["user", "-at"], name="security_event_newest"),
        ),
        migrations.AddIndex(
            model_name="signin",
            index=models.Index(fields=["user", "-at"], name="sign_in_user_newest"),
        ),
        migrations.AddField(
            model_name="contactchange",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contact_changes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="contactchange",
            index=models.Index(fields=["user", "channel", "id"], name="contact_change_user"),
        ),
        migrations.AddIndex(
            model_name="contactchange",
            index=models.Index(
                django.db.models.functions.text.Lower("old_value"),
                condition=models.Q(("channel", "email"), ("undone_at__isnull", True)),
                name="contact_change_old_email",
            ),
        ),
        # What a contact was stays as it was written; only that it was undone is added.
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON identity_contactchange FROM hearthline_app;"
            "GRANT UPDATE (undone_at) ON identity_contactchange TO hearthline_app;",
            "GRANT UPDATE, DELETE ON identity_contactchange TO hearthline_app;",
        ),
    ]
