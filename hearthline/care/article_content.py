"""An article as a whole: what staff edit, what a revision keeps, what a shipped file holds."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TextContent:
    """What an article says in one language; the body is Markdown."""

    title: str
    summary: str
    body: str


@dataclass(frozen=True, slots=True)
class ArticleContent:
    """All of it. `texts` has one for each language; English is always there."""

    topic: str
    position: int
    is_published: bool
    texts: Mapping[str, TextContent]

    def as_saved(self) -> dict[str, Any]:
        """How a revision keeps it."""
        return {
            "topic": self.topic,
            "position": self.position,
            "is_published": self.is_published,
            "texts": {language: asdict(text) for language, text in self.texts.items()},
        }


def content_of(saved: Mapping[str, Any]) -> ArticleContent:
    """What a revision kept."""
    return ArticleContent(
        topic=saved["topic"],
        position=saved["position"],
        is_published=saved["is_published"],
        texts={language: TextContent(**text) for language, text in saved["texts"].items()},
    )
