"""The tags pages are composed of; settings make them builtins, so no page loads them.

The gallery (`/demo/components/` in the demo) shows each of them with the code that draws it.
"""

from functools import cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.template.base import Template
from django.template.context import Context
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.text import slugify

from hearthline.design import fields, formats
from hearthline.design.brand import brand_colours
from hearthline.design.context import Provider, current_provider
from hearthline.design.icons import icon
from hearthline.design.templatetags.texts import money
from hearthline.kernel.money import Money

register = template.Library()

KINDS = {"ok": "check", "warn": "alert", "bad": "warning", "info": "info", "wait": "clock"}
"""What a state may be, and the icon that says so beside the word and the colour."""
BUTTONS = frozenset({"primary", "secondary", "quiet", "danger"})


@cache
def _compiled(name: str) -> Template:
    """A component's template. A page draws some thirty of them, so finding each once pays."""
    return get_template(f"ui/{name}.html").template  # type: ignore[no-any-return, attr-defined]


def _render(name: str, /, **context: Any) -> SafeString:
    return _compiled(name).render(Context(context))


def _attributes(attributes: dict[str, Any]) -> SafeString:
    """`hx_get="/x/"` becomes `hx-get="/x/"`; true stands alone, false and empty are left out."""
    named = {
        name.rstrip("_").replace("_", "-"): value
        for name, value in attributes.items()
        if value not in (None, "", False)
    }
    return flatatt(named)


def _icon_of(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no state; they are {sorted(KINDS)}")
    return KINDS[kind]


# -- Texts ---------------------------------------------------------------------------------------
@register.simple_tag
def ui_icon(name: str, label: str = "", kind: str = "") -> SafeString:
    return icon(name, label=label, kind=kind)


@register.simple_tag
def ui_provider() -> Provider:
    """For pages drawn without context, such as the one for a failed server."""
    return current_provider()


@register.simple_tag
def ui_install() -> SafeString:
    """What the head of a page says about icons, and about installing it on a phone."""
    return _render(
        "install",
        light=brand_colours("light"),
        dark=brand_colours("dark"),
        has_worker=settings.SERVICE_WORKER,
    )


# -- Actions -------------------------------------------------------------------------------------
@register.simple_tag
def ui_button(
    text: str,
    href: str = "",
    *,
    kind: str = "primary",
    icon: str = "",
    wide: bool = False,
    **attributes: Any,
) -> SafeString:
    """A link that looks like a button when it has an address, else a submit button."""
    if kind not in BUTTONS:
        raise ValueError(f"{kind!r} is no kind of button; they are {sorted(BUTTONS)}")
    if not href:
        attributes.setdefault("type", "submit")
    return _render(
        "button",
        text=text,
        href=href,
        kind=kind,
        icon=icon,
        wide=wide,
        attributes=_attributes(attributes),
    )


@register.simple_tag
def ui_back(text: str, href: str) -> SafeString:
    return _render("back", text=text, href=href)


@register.simple_block_tag(end_name="end_ui_actions")
def ui_actions(content: str) -> SafeString:
    return _render("actions", content=content)


@register.simple_tag
def ui_print(text: str) -> SafeString:
    """Shown only where JavaScript can print; without it, people use their browser's menu."""
    return _render("print", text=text)


# -- Forms ---------------------------------------------------------------------------------------
@register.simple_block_tag(takes_context=True, end_name="end_ui_form")
def ui_form(
    context: Context, content: str, *, action: str = "", method: str = "post", **attributes: Any
) -> SafeString:
    """A form with its token. The server checks everything; the browser's own bubbles stay away.

    What each form of this page must say (`request.form_fields`) is in it, too.
    """
    token = context.get("csrf_token", "") if method == "post" else ""
    always = getattr(context.get("request"), "form_fields", {}) if token else {}
    return _render(
        "form",
        always=always.items(),
        content=content,
        action=action,
        method=method,
        token=token,
        attributes=_attributes(attributes),
    )


@register.simple_tag
def ui_field(
    bound: BoundField,
    *,
    label: str = "",
    hint: str = "",
    width: str = "",
    prefix: str = "",
    optional: bool | None = None,
    heading: bool = False,
    autocomplete: str = "",
    inputmode: str = "",
    in_row: bool = False,
) -> SafeString:
    """A label, a hint, an input and its error. `heading` makes the label the page's own heading.

    `in_row` puts the options of a group beside each other where there is room.
    """
    hint = hint or str(bound.help_text or "")
    shape = fields.shape_of(bound)
    if shape == "hidden":
        return bound.as_widget()
    context: dict[str, Any] = {
        "field": bound,
        "label": label or bound.label,
        "hint": hint,
        "hint_id": fields.hint_id(bound),
        "error_id": fields.error_id(bound),
        "prefix": prefix,
        "heading": heading,
        "optional": not bound.field.required and shape != "checkbox"
        if optional is None
        else optional,
    }
    if shape == "group":
        return _render(
            "field_group",
            options=fields.options(bound),
            described_by=fields.described_by(bound, hint),
            in_row=in_row,
            **context,
        )
    drawn = fields.input_html(
        bound, hint=hint, width=width, autocomplete=autocomplete, inputmode=inputmode
    )
    return _render(f"field_{shape}", input=drawn, **context)


@register.simple_tag
def ui_error_summary(*forms_with_errors: forms.BaseForm | None) -> SafeString:
    """What is wrong, first thing on the page, each line leading to its field."""
    found = [
        error for form in forms_with_errors if form is not None for error in fields.errors_of(form)
    ]
    return _render("error_summary", errors=found) if found else SafeString("")


@register.simple_block_tag(end_name="end_ui_fieldset")
def ui_fieldset(content: str, legend: str, *, hint: str = "") -> SafeString:
    return _render(
        "fieldset", content=content, legend=legend, hint=hint, hint_id=f"{slugify(legend)}-hint"
    )


# -- Blocks of a page ----------------------------------------------------------------------------
@register.simple_tag
def ui_heading(text: str, *, lead: str = "", above: str = "") -> SafeString:
    """The page's one h1, with a line above that says where and a sentence below."""
    return _render("heading", text=text, lead=lead, above=above)


@register.simple_block_tag(end_name="end_ui_card")
def ui_card(
    content: str,
    title: str = "",
    *,
    level: int = 2,
    icon: str = "",
    kind: str = "",
    more: str = "",
    href: str = "",
) -> SafeString:
    """`kind`: empty, `main` (the one thing this page is about) or `plain` (no sheet around it)."""
    return _render(
        "card",
        content=content,
        title=title,
        level=level,
        icon=icon,
        kind=kind,
        more=more,
        href=href,
    )


@register.simple_block_tag(end_name="end_ui_notice")
def ui_notice(
    content: str, kind: str = "info", *, title: str = "", level: int = 2, live: bool = False
) -> SafeString:
    """A state worth a panel. `live` has screen readers speak it, for what has just happened."""
    return _render(
        "notice",
        content=content,
        kind=kind,
        icon=_icon_of(kind),
        title=title,
        level=level,
        live=live,
    )


@register.simple_block_tag(end_name="end_ui_empty")
def ui_empty(content: str, title: str, *, icon: str = "empty", level: int = 2) -> SafeString:
    return _render("empty", content=content, title=title, icon=icon, level=level)


@register.simple_block_tag(end_name="end_ui_details")
def ui_details(content: str, summary: str, *, is_open: bool = False) -> SafeString:
    return _render("details", content=content, summary=summary, is_open=is_open)


@register.simple_block_tag(end_name="end_ui_columns")
def ui_columns(content: str) -> SafeString:
    """One column on phones, two beyond; its children are two `<div>`."""
    return _render("columns", content=content)


# -- Facts ---------------------------------------------------------------------------------------
@register.simple_tag
def ui_status(kind: str, text: str) -> SafeString:
    """A state by icon, word and colour together: ok, warn, bad, info, wait."""
    return _render("status", kind=kind, icon=_icon_of(kind), text=text)


@register.simple_tag
def ui_amount(amount: Money, *, label: str = "", note: str = "") -> SafeString:
    """The sum a page is about, the largest thing on it."""
    text = formats.money_text(amount)
    return _render("amount", amount=text, long=len(text) > len("$999.99"), label=label, note=note)


@register.simple_block_tag(end_name="end_ui_table")
def ui_table(content: str, caption: str, *, show_caption: bool = False) -> SafeString:
    """A table around your own thead, tbody and tfoot; `class="num"` on cells with figures."""
    return _render("table", content=content, caption=caption, show_caption=show_caption)


@register.simple_block_tag(end_name="end_ui_summary_list")
def ui_summary_list(content: str, *, kind: str = "") -> SafeString:
    """Terms and values; `kind="money"` sets the values in a column of figures."""
    return _render("summary_list", content=content, kind=kind)


@register.simple_block_tag(end_name="end_ui_row")
def ui_row(
    content: str, term: str, *, kind: str = "", action: str = "", href: str = ""
) -> SafeString:
    """A row of a summary list; `kind="total"` for the sum, `action` and `href` to change it."""
    return _render("row", content=content, term=term, kind=kind, action=action, href=href)


@register.simple_block_tag(end_name="end_ui_list")
def ui_list(content: str) -> SafeString:
    return _render("list", content=content)


@register.simple_block_tag(end_name="end_ui_item")
def ui_item(
    content: str,
    title: str,
    *,
    href: str = "",
    amount: Money | None = None,
    note: str = "",
    icon: str = "",
) -> SafeString:
    """An entry of a list; what stands between the tags appears under the amount (a status, say)."""
    return _render(
        "item", content=content, title=title, href=href, amount=money(amount), note=note, icon=icon
    )


@register.simple_tag
def ui_meter(
    label: str,
    value: float,
    maximum: float,
    *,
    text: str = "",
    kind: str = "",
    progress: bool = False,
) -> SafeString:
    """How much of something; `text` says it in words. `progress` for work that is under way."""
    share = min(max(value / maximum, 0), 1) if maximum else 0
    return _render(
        "meter",
        label=label,
        percent=round(share * 100),
        text=text,
        kind=kind,
        role="progressbar" if progress else "meter",
    )


@register.simple_tag
def ui_steps(current: int, *names: str) -> SafeString:
    """Where someone is in a journey of several pages; steps count from 1."""
    return _render("steps", current=current, names=names, name=names[current - 1], total=len(names))


@register.simple_block_tag(end_name="end_ui_timeline")
def ui_timeline(content: str, *, id: str = "", live: bool = False) -> SafeString:  # noqa: A002 - HTML's name
    """`id` and `live` are for one that grows: what is added is read out."""
    return _render("timeline", content=content, id=id, live=live)


@register.simple_block_tag(end_name="end_ui_event")
def ui_event(content: str, title: str, *, when: str = "", kind: str = "") -> SafeString:
    """`kind`: a state of `ui_status`, or `next` for what is still to come."""
    mark = "" if kind in {"", "next"} else _icon_of(kind)
    return _render("event", content=content, title=title, when=when, kind=kind, mark=mark)


# -- Finding one's way ---------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def ui_nav_link(
    context: Context, text: str, url_name: str, icon: str = "", *, count: int | str | None = None
) -> SafeString:
    """A link of the navigation, marked when the page is it or lies under it.

    `count` is how many new things are there, shown to ninety-nine.
    """
    try:
        href = reverse(url_name)
    except NoReverseMatch:
        return SafeString("")  # a test holds that every name the navigation uses exists
    path = context["request"].path if "request" in context else ""
    inside = href != "/" and path.startswith(href)
    current = "page" if path == href else "true" if inside else ""
    new = min(int(count or 0), 100)
    return _render("nav_link", text=text, href=href, icon=icon, current=current, new=new)


@register.simple_tag(takes_context=True)
def ui_pagination(
    context: Context, page: Page[Any], *, label: str, name: str = "page", by_time: bool = True
) -> SafeString:
    """Newer and older pages, or just the next ones, keeping the rest of the address as it is."""
    if page.paginator.num_pages < 2:  # noqa: PLR2004 - one page needs no way to others
        return SafeString("")

    def address(number: int) -> str:
        query = context["request"].GET.copy()
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return _render(
        "pagination",
        page=page,
        by_time=by_time,
        label=label,
        previous=address(page.previous_page_number()) if page.has_previous() else "",
        following=address(page.next_page_number()) if page.has_next() else "",
    )


@register.simple_tag(takes_context=True)
def ui_has_errors(context: Context) -> bool:
    """Whether the page's `form`, or one of its `forms`, came back refused."""
    candidates: list[Any] = [context.get("form"), *(context.get("forms") or [])]
    return any(isinstance(form, forms.BaseForm) and bool(form.errors) for form in candidates)
