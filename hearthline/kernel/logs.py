"""Logs: one event a line, structured; never a secret, a token or an address.

What a library says about a request names the route, not the address, which may hold a token. What
went wrong is told by its kind and its place in the code; its message is left out, because messages
quote what somebody typed (`Key (email)=(…) already exists`).
"""

import sys
import traceback
from typing import Any

import structlog

_MOST_FRAMES = 30


def logging_settings(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything through structlog, to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    name_the_route,
                    tell_failures_without_messages,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.KeyValueRenderer(
                        key_order=["timestamp", "level", "event"]
                    ),
                ],
                "foreign_pre_chain": shared,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},
            "httpx": {"level": "WARNING"},  # its INFO lines carry whole addresses
            "procrastinate": {"level": "WARNING"},
        },
    }


def name_the_route(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Say `Internal Server Error: bills/<str:bill_number>/` instead of what was asked for."""
    record = event.get("_record")
    request = getattr(record, "request", None)
    if record is not None and request is not None:
        match = getattr(request, "resolver_match", None)
        event["event"] = f"{record.name}: {getattr(request, 'method', '')}"
        event["route"] = getattr(match, "route", None) or "none"
        event["status"] = getattr(record, "status_code", None)
    return event


def tell_failures_without_messages(
    _logger: Any, _method: str, event: dict[str, Any]
) -> dict[str, Any]:
    """Turn `exc_info` into kinds of errors and the lines where they came from."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    if isinstance(found, tuple):
        found = found[1]
    parts = []
    while isinstance(found, BaseException):
        frames = traceback.extract_tb(found.__traceback__)[-_MOST_FRAMES:]
        lines = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        diagnosis = getattr(found, "diag", None)
        constraint = getattr(diagnosis, "constraint_name", None)
        kind = f"{type(found).__name__}({constraint})" if constraint else type(found).__name__
        parts.append(" < ".join([kind, *reversed(lines)]))
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    if parts:
        event["failure"] = " | because of ".join(parts)
    return event
