"""Tags of the console's pages: what isn't for somebody's roles isn't shown to them."""

from functools import cache
from typing import Any

from django import template
from django.template.context import Context
from django.urls import get_resolver
from django.utils.safestring import SafeString

from hearthline.design.templatetags.ui import ui_nav_link
from hearthline.identity.roles import opens

register = template.Library()


@cache
def _roles_of_pages() -> dict[str, frozenset[str]]:
    """For each page's name the roles that its guard names."""
    found: dict[str, frozenset[str]] = {}
    waiting: list[Any] = [get_resolver()]
    while waiting:
        for entry in waiting.pop().url_patterns:
            if hasattr(entry, "url_patterns"):
                waiting.append(entry)
            elif getattr(entry.callback, "access", "") == "staff":
                found[entry.name] = entry.callback.roles
    return found


@register.simple_tag(takes_context=True)
def console_opens(context: Context, url_name: str) -> bool:
    """Whether a page of the console opens for who reads this one."""
    has: frozenset[str] = getattr(context["request"], "staff_roles", frozenset())
    return opens(_roles_of_pages()[url_name], has) if has else False


@register.simple_tag(takes_context=True)
def console_nav_link(context: Context, text: str, url_name: str, icon: str = "") -> SafeString:
    """A link of the navigation, if its page opens."""
    if not console_opens(context, url_name):
        return SafeString("")
    return ui_nav_link(context, text, url_name, icon)
