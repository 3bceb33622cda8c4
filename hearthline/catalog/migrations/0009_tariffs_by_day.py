from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_pauses")]
    operations = [
        migrations.RemoveConstraint(model_name="tariff", name="tariff_once_a_kind"),
        migrations.AddField(
            model_name="tariff", name="starts_date", field=models.DateField(null=True)
        ),
        migrations.AddField(
            model_name="tariff", name="ends_date", field=models.DateField(null=True)
        ),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=models.UniqueConstraint(
                fields=("plan", "usage_kind", "starts_date"),
                name="tariff_once_a_kind_and_day",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="tariff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_date", None),
                    ("ends_date", None),
                    ("ends_date__gt", models.F("starts_date")),
                    _connector="OR",
                ),
                name="tariff_ends_after_start",
            ),
        ),
    ]
