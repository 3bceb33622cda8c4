"""The same statements by WeasyPrint: a program of its own, run by a Python that has it.

WeasyPrint is no part of Hearthline and of no lock. `statements` runs this file with the Python
named in HEARTHLINE_BENCH_WEASYPRINT (of a venv made for it: `pip install weasyprint`), and gives it
what statements say (`Content.as_json`, a list) on standard input. It prints the milliseconds of
processor time of each, laid out as `statement.typ` lays them out, tagged, marked as PDF/UA-1.
"""

import html
import json
import sys
import time

_STYLE = """
@page { size: %(paper)s; margin: 16mm 18mm 18mm;
        @bottom-left { content: "%(foot)s"; font-size: 8.5pt; color: #4d473d }
        @bottom-right { content: counter(page) " / " counter(pages); font-size: 8.5pt } }
body { font: 10.5pt/1.35 "Liberation Serif", serif; font-variant-numeric: tabular-nums }
h1 { font-size: 20pt } h2 { font-size: 12.5pt; color: %(accent)s; margin: 1.5em 0 .7em }
table { width: 100%%; border-collapse: collapse } td, th { padding: 3.2pt 0; text-align: left }
td:last-child, th:last-child { text-align: right } small { font-size: 8.8pt; color: #4d473d }
.top { display: flex; justify-content: space-between; border-bottom: 1.6pt solid %(accent)s }
.top img { height: 26pt } .who { display: flex; justify-content: space-between; margin: 14pt 0 }
.who table { width: 74mm } .due { border: .5pt solid #c9c0af; border-top: 2.4pt solid %(accent)s;
  padding: 12pt; display: flex; justify-content: space-between } .due b { font-size: 26pt }
.last td { border-top: .8pt solid #4d473d; font-weight: bold } .why td:nth-child(2) { width: 34%% }
.bar { height: 4.5pt } .total { background: %(accent)s } .more { background: #a1231d }
.less { background: #2b6232 } .in td:first-child { padding-left: 8pt }
.stub { break-inside: avoid; border-top: .7pt dashed #4d473d; display: flex;
  justify-content: space-between } .stub img { width: 28mm }
"""


def page_of(said: dict) -> str:  # type: ignore[type-arg]
    """A statement as HTML: everything that `statement.typ` shows, in the same places."""
    text = html.escape
    style = _STYLE % {
        "paper": "letter" if said["paper"] == "us-letter" else "A4",
        "foot": said["foot"].replace('"', ""),
        "accent": said["provider"]["accent"],
    }
    provider, due = said["provider"], said["due"]
    logo = _picture(provider["logo"], provider["name"])
    contact = "<br>".join(text(part) for part in provider["contact"] if part)
    recipient = "<br>".join(map(text, said["recipient"]))
    parts = [
        f'<!doctype html><html lang="{text(said["language"])}"><head><meta charset="utf-8">',
        f"<title>{text(said['document_title'])}</title><style>{style}</style></head><body>",
        f'<div class="top"><div>{logo} <strong>{text(provider["name"])}</strong></div>',
        f'<small>{contact}</small></div><div class="who"><div>{recipient}</div>',
        f"{_table(said['facts']['rows'])}</div><h1>{text(said['heading'])}</h1>",
        f'<div class="due"><div><strong>{text(due["label"])}</strong><br>{text(due["note"])}',
        f"</div><b>{text(due['amount'])}</b></div>",
        f"<h2>{text(said['stood']['title'])}</h2>{_table(said['stood']['rows'], has_sum=True)}",
    ]
    if said["why"]:
        parts.append(_why(said["why"]))
    parts.append(_made_of(said["parts"]))
    if said["stub"]:
        stub = said["stub"]
        parts.append(
            f'<div class="stub"><div><h2>{text(stub["title"])}</h2>{_table(stub["rows"])}'
            f"<small>{text(stub['note'])}</small></div><div><h2>{text(stub['online'])}</h2>"
            f"{_picture(stub['code'], stub['code_text'])}</div></div>"
            f'<small><a href="{text(stub["address"])}">{text(stub["address"])}</a></small>'
        )
    return "".join([*parts, "</body></html>"])


def _picture(svg: str, words: str) -> str:
    from urllib.parse import quote

    if "xmlns" not in svg:
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f'<img src="data:image/svg+xml,{quote(svg)}" alt="{html.escape(words)}">'


def _table(rows: list[list[str]], *, has_sum: bool = False) -> str:
    told = []
    for at, row in enumerate(rows):
        is_last = ' class="last"' if has_sum and at == len(rows) - 1 else ""
        cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in (row[0], row[-1]))
        told.append(f"<tr{is_last}>{cells}</tr>")
    return f"<table>{''.join(told)}</table>"


def _why(why: dict) -> str:  # type: ignore[type-arg]
    rows = ""
    for row in why["rows"]:
        begin, width = (part * 100 for part in row["bar"])
        bar = f"<div class='bar {row['tone']}' style='margin-left:{begin}%;width:{width}%'></div>"
        text, amount = html.escape(row["text"]), html.escape(row["amount"])
        rows += f"<tr><td>{text}</td><td>{bar}</td><td>{amount}</td></tr>"
    head = "".join(f"<th>{html.escape(cell)}</th>" for cell in (why["head"][0], "", why["head"][1]))
    return f"<h2>{html.escape(why['title'])}</h2><table class='why'><tr>{head}</tr>{rows}</table>"


def _made_of(made_of: dict) -> str:  # type: ignore[type-arg]
    text = html.escape
    rows = "<tr>" + "".join(f"<th>{text(cell)}</th>" for cell in made_of["head"]) + "</tr>"
    for group in made_of["groups"]:
        title = f"<strong>{text(group['title'])}</strong> <small>{text(group['remark'])}</small>"
        rows += f"<tr><td>{title}</td><td>{text(group.get('amount', ''))}</td></tr>"
        for name, *remark, amount in [*group["rows"], *filter(None, [group.get("total")])]:
            told = f"{text(name)} <small>{text(' '.join(remark))}</small>"
            rows += f"<tr class='in'><td>{told}</td><td>{text(amount)}</td></tr>"
    total = _table([made_of["total"]], has_sum=True)
    return f"<h2>{text(made_of['title'])}</h2><table>{rows}</table>{total}"


def main() -> None:
    import weasyprint  # type: ignore[import-not-found]

    pages = [page_of(said) for said in json.load(sys.stdin)]
    weasyprint.HTML(string=pages[0]).write_pdf(pdf_variant="pdf/ua-1")  # fonts are looked for once
    taken, sizes = [], []
    for page in pages:
        begun = time.process_time()
        pdf = weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
        taken.append((time.process_time() - begun) * 1000)
        sizes.append(len(pdf))
    told = {"ms": taken, "kb": max(sizes) / 1000, "version": weasyprint.__version__}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
