from django.db import migrations


class Migration(migrations.Migration):
    """Two that came into being side by side."""

    dependencies = [
        ("identity", "0010_passkeys"),
        ("identity", "0012_second_factors"),
    ]
    operations: list[migrations.operations.base.Operation] = []
