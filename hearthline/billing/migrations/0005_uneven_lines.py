from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_usage_guards")]

    operations = [
        migrations.RemoveIndex(model_name="billline", name="billline_credited"),
        migrations.AddIndex(
            model_name="billline",
            index=models.Index(
                fields=["subscription"],
                condition=Q(subscription__isnull=False) & (Q(kind="credit") | Q(cause="resumed")),
                name="billline_uneven",
            ),
        ),
    ]
