"""One PostgreSQL, two roles: the owner changes tables, the application only uses them."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from hearthline.kernel.postgres import APP_ROLE, DATABASE_NAME, OWNER_ROLE, PORT, socket_dir

__all__ = ["APP_ROLE", "OWNER_ROLE", "database_settings", "prepare_roles"]


def database_settings(url: str, owner_url: str, data_dir: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: `default` for the application, `owner` for migrations.

    Without a URL both go to the embedded server below `data_dir`. With two URLs each has its own.
    With one, that role owns the tables and the application steps down from it to `hearthline_app`
    when it connects, which guards against mistakes but not against injected SQL: two are better.

    Raises:
        ImproperlyConfigured: the URL isn't one of PostgreSQL.
    """
    if not url:
        place = {"NAME": DATABASE_NAME, "HOST": str(socket_dir(data_dir)), "PORT": str(PORT)}
        return {
            "default": _entry(place | {"USER": APP_ROLE}, {}),
            "owner": _entry(place | {"USER": OWNER_ROLE}, {}),
        }
    place, options = _read(url)
    if owner_url:
        owner_place, owner_options = _read(owner_url)
        return {
            "default": _entry(place, options),
            "owner": _entry(owner_place, owner_options),
        }
    return {
        "default": _entry(place, options | {"options": f"-c role={APP_ROLE}"}),
        "owner": _entry(place, options),
    }


def _read(url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        message = "DATABASE_URL must start with postgresql:// - Hearthline runs on PostgreSQL only."
        raise ImproperlyConfigured(message)
    options = dict(parse_qsl(parts.query))
    place = {
        "NAME": unquote(parts.path.lstrip("/")) or "hearthline",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or ""),
    }
    return place, options


def _entry(place: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        **place,
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Statements of `sql.run_prepared` only: Django puts the parameters into its own.
        "OPTIONS": {"connect_timeout": 5, "prepare_threshold": 2, **options},
    }


def prepare_roles(owner_connection: Any) -> None:
    """Make the application's role and let it use what the owner will create. Safe to repeat.

    Runs before migrations; a migration that makes a table append-only revokes the rest itself.
    """
    with owner_connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {APP_ROLE} NOLOGIN")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
        cursor.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public "
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE}"
        )
        cursor.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA public "
            f"GRANT USAGE, SELECT ON SEQUENCES TO {APP_ROLE}"
        )
