"""How a form field becomes a label, a hint, an input and an error that belong together."""

from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from hearthline.design.choices import Choice

WIDTHS = frozenset({"", "short", "number", "code", "half"})


@dataclass(frozen=True, slots=True)
class Option:
    """One radio button or checkbox of a group."""

    input: SafeString
    id: str
    label: str
    hint: str
    icon: str


@dataclass(frozen=True, slots=True)
class FieldError:
    """One line of an error summary: what is wrong and, where a field can be reached, its id."""

    text: str
    target: str


def shape_of(bound: BoundField) -> str:
    """Which template draws the field: `group`, `checkbox`, `password`, `hidden` or `text`."""
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.PasswordInput):
        return "password"
    return "text"


def hint_id(bound: BoundField) -> str:
    return f"{bound.auto_id}_hint"


def error_id(bound: BoundField) -> str:
    return f"{bound.auto_id}_error"


def described_by(bound: BoundField, hint: str, extra: str = "") -> str:
    """The ids of the texts that belong to the input, hint first."""
    ids = [extra, hint_id(bound) if hint else "", error_id(bound) if bound.errors else ""]
    return " ".join(part for part in ids if part)


def input_html(bound: BoundField, *, hint: str, width: str = "", **extra: str) -> SafeString:
    """The input itself, joined to its hint and error.

    Raises:
        ValueError: the width has no style.
    """
    if width not in WIDTHS:
        raise ValueError(f"{width!r} is no width of a field; they are {sorted(WIDTHS)}")
    attrs: dict[str, str | bool] = {name: value for name, value in extra.items() if value}
    base = "select" if isinstance(bound.field.widget, forms.Select) else "input"
    classes = [base, f"input-{width}" if width else "", bound.field.widget.attrs.get("class", "")]
    if shape_of(bound) != "checkbox":
        attrs["class"] = " ".join(name for name in classes if name)
    attrs["aria-describedby"] = described_by(bound, hint) or False
    return bound.as_widget(attrs=attrs)


def options(bound: BoundField) -> list[Option]:
    """The options of a radio or checkbox group, each input pointing to its own hint."""
    found = []
    for sub in bound.subwidgets:
        label = sub.data["label"]
        choice = label if isinstance(label, Choice) else Choice(str(label))
        attrs = sub.data["attrs"]
        identifier = attrs["id"]
        if choice.hint:
            attrs["aria-describedby"] = f"{identifier}_hint"
        attrs.pop("aria-invalid", None)
        found.append(Option(sub.tag(), identifier, choice.label, choice.hint, choice.icon))
    return found


def errors_of(form: forms.BaseForm) -> list[FieldError]:
    """Everything wrong with a form in the order of its fields, whole-form errors first."""
    found = [FieldError(str(text), "") for text in form.non_field_errors()]
    for bound in form:
        target = "" if bound.is_hidden else bound.auto_id
        if shape_of(bound) == "group":
            target = f"{bound.auto_id}_0"
        found += [FieldError(str(text), target) for text in bound.errors]
    return found
