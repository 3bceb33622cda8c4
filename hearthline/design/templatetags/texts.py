"""Money, days, times, sizes and longer texts; builtins, as the tags of `ui` are."""

from datetime import date, datetime

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from hearthline.design import formats
from hearthline.kernel.money import Money

register = template.Library()


@register.filter
def money(amount: Money | None) -> str:
    """`{{ bill.total|money }}`."""
    return "" if amount is None else formats.money_text(amount)


@register.filter
def day(value: date | None, shape: str = "long") -> str:
    """`{{ bill.due_date|day }}`; shapes: long, medium, short, weekday, month."""
    return "" if value is None else formats.day_text(value, shape)


@register.filter
def moment(value: datetime | None) -> str:
    """`{{ payment.received_at|moment }}`, in the provider's time zone."""
    return "" if value is None else formats.moment_text(value)


@register.filter
def phone(value: str) -> str:
    """`{{ profile.phone|phone }}`: a number as people of the provider's country write it."""
    return formats.phone_text(value)


@register.simple_tag
def ui_period(first: date, last: date) -> str:
    """`{% ui_period bill.first_date bill.last_date %}`: both days included."""
    return formats.period_text(first, last)


@register.simple_block_tag(end_name="end_ui_prose")
def ui_prose(content: str, *, language: str = "") -> SafeString:
    """A longer text with headings and lists of its own; `language` where it isn't the page's."""
    return render_to_string("ui/prose.html", {"content": content, "language": language})


@register.filter
def file_size(size_bytes: int) -> str:
    """`{{ file.size_bytes|file_size }}`."""
    return formats.size_text(size_bytes)
