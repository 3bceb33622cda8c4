"""Do something only to see what it would come to."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written within is taken back; the caller's transaction goes on.

    By a savepoint of its own: loading the demo switches Django's off.
    """
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before_trial")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK TO SAVEPOINT before_trial")
            cursor.execute("RELEASE SAVEPOINT before_trial")
