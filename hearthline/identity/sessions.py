"""Sessions: one statement to read one, one to write one.

Django's own store asks whether a new key is free, inserts an empty row and updates it at the end
of the request. Here a new session is written once, at the end; 32 random characters don't collide.
When a session was last seen is written every five minutes at most, but on shared devices.

A session ends `SESSION_COOKIE_AGE` after it was last seen, and `SESSION_MOST_DAYS` after somebody
signed in, however busy it is; `expires_at` is whichever comes first.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import connection

from hearthline.kernel.numbers import token_hash

SHARED = "shared_device"
"""Others use this device too (`identity.shared`)."""
SHARED_IDLE = timedelta(minutes=15)
DEVICE, PLACE, BEGAN_AT, PROVEN_AT = "device", "place", "began_at", "proven_at"
"""What a session says about itself: the browser in words, where somebody signed in and when, when
they last gave their password. Its key changes with the password; when it began doesn't."""
RECOVERY, SIGN_IN_CODE = "recovery", "sign_in_code"
"""Where a session keeps a recovery, or a sign-in with a code by email, that is under way."""
APP_SECRET = "app_secret"  # noqa: S105 - the name of a place
"""Where it keeps the secret of an authenticator app, sealed, until the app's first code."""


class SessionStore(SessionBase):
    """Sessions in `identity_session`, found by the hash of the cookie."""

    _is_new = False

    def _get_new_session_key(self) -> str:
        from django.utils.crypto import get_random_string  # noqa: PLC0415 - read with the settings

        return get_random_string(32)

    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            key_hash = token_hash(self.session_key or "")
            cursor.execute(_LOAD, [key_hash])
            row = cursor.fetchone()
            if row is None:
                self._session_key = None
                return {}
            values = dict(self.decode(row[0]))
            if values.get(SHARED):
                cursor.execute(_SEEN_SHARED, [_most().days, SHARED_IDLE.seconds, key_hash])
            elif row[1]:
                cursor.execute(_SEEN, [_most().days, _idle().total_seconds(), key_hash])
        return values

    def get_session_cookie_age(self) -> int:
        """How long a session lasts that isn't used, in seconds."""
        return SHARED_IDLE.seconds if self.get(SHARED) else settings.SESSION_COOKIE_AGE

    def exists(self, session_key: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM identity_session WHERE key_hash = %s", [token_hash(session_key)]
            )
            return cursor.fetchone() is not None

    def create(self) -> None:
        """Begin a session in memory; `save` writes it."""
        self._session_key = self._get_new_session_key()
        self._session_cache: dict[str, Any] = {}
        self._is_new = True
        self.modified = True

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """Write the session.

        Raises:
            UpdateError: it was ended meanwhile (signed out elsewhere), and stays ended.
        """
        values = self._get_session(no_load=must_create)  # type: ignore[attr-defined] # not in the stubs
        if self.session_key is None:
            self.create()
            self._session_cache = values
        row = {
            "key_hash": token_hash(self.session_key or ""),
            "user_id": values.get("_auth_user_id"),
            "data": self.encode(values),
            "device": values.get(DEVICE, ""),
            "place": values.get(PLACE, ""),
            "began_at": values.get(BEGAN_AT),
            "expires_at": _end(values, self.get_expiry_date()),
        }
        statement = _INSERT if self._is_new or must_create else _UPDATE
        with connection.cursor() as cursor:
            cursor.execute(statement, row)
            if not cursor.rowcount:
                raise UpdateError
        self._is_new = False

    def delete(self, session_key: str | None = None) -> None:
        key = self.session_key if session_key is None else session_key
        if key is None:
            return
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM identity_session WHERE key_hash = %s", [token_hash(key)])

    @classmethod
    def clear_expired(cls) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM identity_session WHERE expires_at <= now()")


def _most() -> timedelta:
    return timedelta(days=settings.SESSION_MOST_DAYS)


def _idle() -> timedelta:
    return timedelta(seconds=settings.SESSION_COOKIE_AGE)


def _end(values: dict[str, Any], idle_end: datetime) -> datetime:
    began_at = values.get(BEGAN_AT)
    return min(idle_end, datetime.fromisoformat(began_at) + _most()) if began_at else idle_end


_LOAD = (
    "SELECT data, user_id IS NOT NULL AND seen_at < now() - interval '5 minutes'"
    " FROM identity_session WHERE key_hash = %s AND expires_at > now()"
)
# At most once in a while, whoever comes first; a crash may lose it.
_SEEN = (
    "WITH setting AS (SELECT set_config('synchronous_commit', 'off', TRUE))"
    " UPDATE identity_session SET seen_at = now(), expires_at ="
    # One that is meant to be short stays so.
    " CASE WHEN expires_at - seen_at > interval '1 day'"
    " THEN least(created_at + make_interval(days => %s), now() + make_interval(secs => %s))"
    " ELSE expires_at END FROM setting"
    " WHERE key_hash = %s AND seen_at < now() - interval '5 minutes'"
)
# Its end is what counts: minutes, so that it is written nearly every time.
_SEEN_SHARED = (
    "UPDATE identity_session SET seen_at = now(), expires_at ="
    " least(created_at + make_interval(days => %s), now() + make_interval(secs => %s))"
    " WHERE key_hash = %s AND seen_at < now() - interval '5 seconds'"
)
_INSERT = (
    "INSERT INTO identity_session"
    " (key_hash, user_id, data, device, place, created_at, seen_at, expires_at)"
    " VALUES (%(key_hash)s, %(user_id)s, %(data)s, %(device)s, %(place)s,"
    " coalesce(%(began_at)s::timestamptz, clock_timestamp()), clock_timestamp(), %(expires_at)s)"
    " ON CONFLICT (key_hash) DO NOTHING"
)
_UPDATE = (
    "UPDATE identity_session"
    " SET user_id = %(user_id)s, data = %(data)s, device = %(device)s, place = %(place)s,"
    " expires_at = %(expires_at)s"
    " WHERE key_hash = %(key_hash)s"
)
