"""Which bill the first and the last billed day are on is read without looking at the lines."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0017_closing_refunds")]

    operations = [
        migrations.RemoveIndex(model_name="billline", name="billline_billed_through"),
        migrations.AddIndex(
            model_name="billline",
            index=models.Index(
                condition=models.Q(
                    ("kind__in", ["recurring", "proration", "credit"]),
                    ("subscription__isnull", False),
                ),
                fields=["subscription", "period_end"],
                include=["period_start", "bill"],
                name="billline_billed_through",
            ),
        ),
    ]
