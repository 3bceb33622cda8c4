from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_prices_tariffs_tiers")]
    operations = [
        migrations.AddField(
            model_name="planprice",
            name="told_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="planprice",
            name="needs_telling",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
