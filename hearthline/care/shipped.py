"""Articles that come with Hearthline: `articles/<language>/<slug>.md`.

Such a file begins with lines of `name: value` (`title`, `summary`; in English also `topic` and
`position`), then an empty line, then Markdown as `care.markdown` reads it.
"""

from pathlib import Path

from hearthline.care.article_content import ArticleContent, TextContent

FOLDER = Path(__file__).parent / "articles"


def shipped_articles() -> dict[str, ArticleContent]:
    """Each article by its slug, in alphabetical order."""
    found = {}
    for place in sorted((FOLDER / "en").glob("*.md")):
        facts, english = _read(place)
        texts = {"en": english}
        for other in sorted(FOLDER.glob(f"*/{place.name}")):
            if other.parent.name != "en":
                texts[other.parent.name] = _read(other)[1]
        found[place.stem] = ArticleContent(
            topic=facts["topic"], position=int(facts["position"]), is_published=True, texts=texts
        )
    return found


def _read(place: Path) -> tuple[dict[str, str], TextContent]:
    head, _, body = place.read_text(encoding="utf-8").partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    return facts, TextContent(facts["title"], facts["summary"], body.strip() + "\n")
