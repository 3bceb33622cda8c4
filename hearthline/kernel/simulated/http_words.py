"""A request and an answer, without the server around them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """What came in; header names in lower case, `query` as it stood behind the question mark."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    query: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
