"""A payment's number is made from its id, so the id must be known before the row is written."""

from django.db import connection

from hearthline.kernel.numbers import with_check_digit


def next_number() -> tuple[int, str]:
    """The id and the number of a payment to be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('payments_payment', 'id'))")
        payment_id = int(cursor.fetchone()[0])
    return payment_id, with_check_digit(payment_id)
