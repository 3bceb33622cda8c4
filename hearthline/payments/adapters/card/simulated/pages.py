"""The hosted page as HTML: plain, small, no scripts, and visibly not ours."""

from html import escape
from pathlib import Path

from hearthline.kernel.money import Money
from hearthline.payments.adapters.card.simulated.books import Entry
from hearthline.payments.adapters.card.simulated.card_form import CardForm
from hearthline.payments.adapters.card.simulated.cards import NUMBERS
from hearthline.payments.adapters.card.simulated.texts import behaviours, texts

STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def _page(language: str, title: str, main: str) -> str:
    words = texts(language)
    lang = "es" if language[:2] == "es" else "en"
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} - {words['company']}</title><style>{STYLE}</style></head><body>"
        f"<header><strong>{words['company']}</strong></header>"
        f'<main><p class="tape">{words["banner"]}</p><h1>{escape(title)}</h1>{main}</main>'
        "</body></html>"
    )


def _money(entry: Entry) -> str:
    return Money(entry.amount_minor, entry.currency).format(entry.language)


def _fill(entry: Entry, key: str) -> str:
    last4 = entry.card.last4 if entry.card else ""
    text = texts(entry.language)[key]
    return escape(text.format(merchant=entry.merchant, amount=_money(entry), last4=last4))


def _facts(entry: Entry) -> str:
    words = texts(entry.language)
    rows = (("amount", _money(entry)), ("pay_to", entry.merchant), ("for", entry.description))
    shown = "".join(f"<dt>{words[key]}</dt><dd>{escape(value)}</dd>" for key, value in rows)
    return f"<dl>{shown}</dl>"


def _button(entry: Entry, action: str, key: str, *, plain: bool = False) -> str:
    look = ' class="plain"' if plain else ""
    return (
        f'<form method="post" action="/pay/{entry.page}/{action}">'
        f"<button{look}>{_fill(entry, key)}</button></form>"
    )


def _field(entry: Entry, form: CardForm, name: str, attributes: str, value: str = "") -> str:
    words = texts(entry.language)
    hint, error = words.get(f"{name}_hint"), form.errors.get(name)
    described = [f"{name}-hint"] * bool(hint) + [f"{name}-error"] * bool(error)
    parts = [f'<label for="{name}">{words[name]}</label>']
    if hint:
        parts.append(f'<p class="hint" id="{name}-hint">{hint}</p>')
    if error:
        parts.append(f'<p class="error" id="{name}-error">{words[error]}</p>')
    extra = f' aria-describedby="{" ".join(described)}"' if described else ""
    extra += ' aria-invalid="true"' if error else ""
    parts.append(
        f'<input id="{name}" name="{name}" value="{escape(value)}" required {attributes}{extra}>'
    )
    return "".join(parts)


def _summary(entry: Entry, form: CardForm) -> str:
    if not form.errors:
        return ""
    words = texts(entry.language)
    items = "".join(
        f'<li><a href="#{field}">{words[error]}</a></li>' for field, error in form.errors.items()
    )
    return f'<div class="summary" role="alert"><h2>{words["problem"]}</h2><ul>{items}</ul></div>'


def _test_numbers(entry: Entry) -> str:
    words, does = texts(entry.language), behaviours(entry.language)
    rows = "".join(
        f"<tr><td>{' '.join(number[at : at + 4] for at in range(0, 16, 4))}</td>"
        f"<td>{does[behaviour]}</td></tr>"
        for number, behaviour in NUMBERS.items()
    )
    return (
        f"<h2>{words['numbers_title']}</h2><p>{words['numbers_intro']}</p><table><thead><tr>"
        f'<th scope="col">{words["numbers_number"]}</th>'
        f'<th scope="col">{words["numbers_what"]}</th>'
        f"</tr></thead><tbody>{rows}</tbody></table>"
    )


def card_page(entry: Entry, form: CardForm) -> str:
    """Where the payer types the card. No browser checks: the page's own words are clearer."""
    digits = 'inputmode="numeric" '
    fields = (
        _field(entry, form, "number", digits + 'autocomplete="cc-number" maxlength="30"')
        + _field(entry, form, "expiry", 'autocomplete="cc-exp" maxlength="20"', form.expiry)
        + _field(entry, form, "code", digits + 'autocomplete="cc-csc" maxlength="4"')
        + _field(entry, form, "name", 'autocomplete="cc-name" maxlength="200"', form.name)
    )
    saved = f"<p>{_fill(entry, 'saved')}</p>" if entry.save_card else ""
    main = (
        _summary(entry, form)
        + _facts(entry)
        + f'<form method="post" action="/pay/{entry.page}/card" novalidate autocomplete="on">'
        + f"{fields}{saved}<button>{_fill(entry, 'pay')}</button></form>"
        + _button(entry, "back", "back", plain=True)
        + _test_numbers(entry)
    )
    return _page(entry.language, texts(entry.language)["title"], main)


def confirm_page(entry: Entry) -> str:
    """The payer's bank asks whether it was them."""
    main = (
        _facts(entry)
        + f"<p>{_fill(entry, 'confirm_intro')}</p>"
        + _button(entry, "yes", "yes")
        + _button(entry, "no", "no", plain=True)
    )
    return _page(entry.language, texts(entry.language)["confirm_title"], main)


def done_page(entry: Entry) -> str:
    """The payer came back to a page that has done its work."""
    link = f'<p><a href="{escape(entry.return_url)}">{_fill(entry, "return")}</a></p>'
    main = f"<p>{_fill(entry, 'done_intro')}</p>{link}"
    return _page(entry.language, texts(entry.language)["done_title"], main)


def missing_page() -> str:
    """No such address."""
    words = texts("en")
    return _page("en", words["missing_title"], f"<p>{words['missing_intro']}</p>")
