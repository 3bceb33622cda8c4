"""The OpenAPI description of what this door serves: django-allauth's, without what isn't here.

The contract is theirs, so the schemas are; where an answer of ours says more or less, it is written
down below. A test asks every address what the description promises.
"""

from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from hearthline.identity.access import anyone

_METHODS = ("get", "post", "put", "patch", "delete")
_TEXT = {"type": "string"}
_PASSWORD = {"type": "string", "maxLength": 1000}
_EMAIL = {"type": "string", "format": "email"}
_SHARED = {"type": "boolean", "description": "Others use this device too: a short session."}
_ERRORS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"code": _TEXT, "message": _TEXT, "param": _TEXT},
        "required": ["code", "message"],
    },
}


def _json(description: str, *schemas: dict[str, Any]) -> dict[str, Any]:
    schema = schemas[0] if len(schemas) == 1 else {"anyOf": list(schemas)}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _error(status: int, description: str) -> dict[str, Any]:
    """An answer that says why, by names an app knows and in words for people."""
    properties = {"status": {"type": "integer", "enum": [status]}, "errors": _ERRORS}
    return _json(description, {"type": "object", "properties": properties, "required": ["status"]})


def _object(required: str = "", **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required.split()}


def _body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


_UNAUTHENTICATED = _json(
    "Not signed in, with the ways to be so (`meta.is_authenticated` is false); or signed in, and a"
    " fresh proof is needed first (true).",
    _schema("AuthenticationResponse"),
    _schema("ReauthenticationResponse"),
)
_ALWAYS = {
    "400": _error(400, "Not one JSON object, or something in it is refused."),
    "401": _UNAUTHENTICATED,
    "410": _json("The session token has ended.", _schema("SessionGoneResponse")),
}
_WRITING = {
    "403": _error(403, "A browser's request without its CSRF token."),
    "409": _json("Not at this point.", _schema("ConflictResponse")),
    "413": _error(413, "Larger than anything this door takes."),
    "415": _error(415, "A body that isn't `application/json`."),
    "429": _error(429, "Tried too often."),
}
_BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("auth/login", "post"): {
        "anyOf": [
            _object("username password", username=_TEXT, password=_PASSWORD, shared=_SHARED),
            _object("email password", email=_EMAIL, password=_PASSWORD, shared=_SHARED),
        ]
    },
    ("auth/password/request", "post"): _object(
        "email", email={**_TEXT, "description": "The email address, or the username."}
    ),
    ("auth/code/request", "post"): _object(
        "email", email={**_TEXT, "description": "The email address, or the username."}
    ),
    ("auth/2fa/authenticate", "post"): _object(
        "code",
        code={**_TEXT, "maxLength": 40},
        by={**_TEXT, "enum": ["app", "recovery", "email", "sms"]},
        trust={"type": "boolean", "description": "Don't ask again on this device for a while."},
    ),
    ("auth/2fa/send", "post"): _object("by", by={**_TEXT, "enum": ["email", "sms"]}),
    ("auth/sessions", "delete"): _object(
        "sessions", sessions={"type": "array", "items": _TEXT, "minItems": 1}
    ),
    ("account/password/change", "post"): _object(
        "current_password new_password", current_password=_PASSWORD, new_password=_PASSWORD
    ),
}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "Session": _object(
        "user_agent created_at is_current id last_seen_at",
        user_agent={**_TEXT, "description": "The browser or device, in words."},
        created_at=_schema("Timestamp"),
        last_seen_at=_schema("Timestamp"),
        is_current={"type": "boolean"},
        id={**_TEXT, "description": "Says which, and signs nobody in."},
    ),
}


@cache
def description() -> dict[str, Any]:
    """The description, as one JSON document."""
    from hearthline.api.identity.urls import SERVED  # noqa: PLC0415 - they name each other

    text = files("allauth.headless.spec").joinpath("doc/openapi.yaml").read_text()
    theirs = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    paths: dict[str, Any] = {}
    for route, (view, _) in SERVED.items():
        address = f"/_allauth/{{client}}/v1/{route}"
        for method in _METHODS:
            if hasattr(view, method):
                known = theirs["paths"].get(address, {}).get(method, {})
                served = _operation(known, route, method, view)
                paths.setdefault(address, {})[method] = served
    components = theirs["components"]
    components["schemas"] |= _SCHEMAS
    _forget_enumerated_flows(components)
    ours = {
        "openapi": theirs["openapi"],
        "info": {
            "title": f"{settings.PROVIDER_NAME}: signing in",
            "version": "1",
            "description": "Errors carry a code for programs and words for people: docs/app.md.",
        },
        "servers": [{"url": settings.SITE_URL}],
        "paths": paths,
    }
    return ours | {"components": _reached(ours, components)}


def _operation(known: dict[str, Any], route: str, method: str, view: Any) -> dict[str, Any]:
    made = deepcopy(known)
    words = (getattr(view, method).__doc__ or view.__doc__ or "").strip()
    made["description"] = " ".join(words.split())
    made.setdefault("summary", made["description"])
    made.setdefault("parameters", [{"$ref": "#/components/parameters/Client"}])
    if (route, method) in _BODIES:
        made["requestBody"] = _body(_BODIES[route, method])
    answers = {"200": _json("Done.", _schema("AuthenticatedResponse"))}
    answers |= made.get("responses", {}) | _ALWAYS | (_WRITING if method != "get" else {})
    made["responses"] = dict(sorted(answers.items()))
    return made


def _forget_enumerated_flows(components: dict[str, Any]) -> None:
    """Their list of flows isn't whole; ours is what `docs/app.md` names."""
    flow = components["schemas"]["Flow"]["properties"]
    flow["id"] = _TEXT
    flow["is_pending"] = {"type": "boolean"}


def _reached(document: Any, components: dict[str, Any]) -> dict[str, Any]:
    """Only what the paths lead to."""
    kept: dict[str, Any] = {}
    waiting = [document]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            part.pop("examples", None)  # of theirs: other flows, other fields
            part.pop("example", None)
            where = part.get("$ref", "")
            if isinstance(where, str) and where.startswith("#/components/"):
                kind, name = where.split("/")[2:]
                if name not in kept.setdefault(kind, {}):
                    kept[kind][name] = components[kind][name]
                    waiting.append(kept[kind][name])
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return kept


@anyone
@require_safe
@cache_control(public=True, max_age=300)
def openapi(request: HttpRequest) -> HttpResponse:
    """The description, for programs that make clients."""
    del request
    return JsonResponse(description())
