"""Django's cache on the same PostgreSQL: shared by all processes, never evicts a live entry.

Counters that hold back attackers live here, so an entry may not vanish because others came.
The table is UNLOGGED: a crash of the server empties it, which only resets counters.
"""

import pickle
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

_FOREVER = datetime(9999, 1, 1, tzinfo=UTC)


class PostgresCache(BaseCache):
    """One statement an operation; expired rows are swept by the `sweep_cache` job."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def _expires(self, timeout: Any) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return _FOREVER if seconds is None else datetime.now(tz=UTC) + timedelta(seconds=seconds)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT value FROM kernel_cacheentry WHERE key = %s AND expires_at > now()",
                [self.make_and_validate_key(key, version=version)],
            )
            row = cursor.fetchone()
        # Only this application writes the table; a pickle here is as trusted as our own rows.
        return default if row is None else pickle.loads(row[0])  # noqa: S301

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO kernel_cacheentry (key, value, expires_at) VALUES (%s, %s, %s) "
                "ON CONFLICT (key) DO UPDATE SET value = excluded.value, "
                "expires_at = excluded.expires_at",
                [
                    self.make_and_validate_key(key, version=version),
                    pickle.dumps(value),
                    self._expires(timeout),
                ],
            )

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO kernel_cacheentry (key, value, expires_at) VALUES (%s, %s, %s) "
                "ON CONFLICT (key) DO UPDATE SET value = excluded.value, "
                "expires_at = excluded.expires_at WHERE kernel_cacheentry.expires_at <= now()",
                [
                    self.make_and_validate_key(key, version=version),
                    pickle.dumps(value),
                    self._expires(timeout),
                ],
            )
            return bool(cursor.rowcount)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE kernel_cacheentry SET expires_at = %s "
                "WHERE key = %s AND expires_at > now()",
                [self._expires(timeout), self.make_and_validate_key(key, version=version)],
            )
            return bool(cursor.rowcount)

    def delete(self, key: str, version: int | None = None) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM kernel_cacheentry WHERE key = %s",
                [self.make_and_validate_key(key, version=version)],
            )
            return bool(cursor.rowcount)

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM kernel_cacheentry")
