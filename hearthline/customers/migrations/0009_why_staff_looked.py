# Staff say why they look.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0008_look_at_diagnosis"),
    ]

    operations = [
        migrations.AddField(
            model_name="accountlook",
            name="reason",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
    ]
