from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(
            "CREATE UNLOGGED TABLE kernel_cacheentry ("
            " key text PRIMARY KEY, value bytea NOT NULL, expires_at timestamptz NOT NULL);"
            "CREATE INDEX kernel_cacheentry_expires ON kernel_cacheentry (expires_at);",
            "DROP TABLE kernel_cacheentry;",
        )
    ]
