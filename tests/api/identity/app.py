"""An app, as the door sees it: JSON, a token, no cookies."""

import json
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from hearthline.api.identity.tokens import APP, CLIENT
from hearthline.identity.proofs import note_proof
from hearthline.identity.sessions import SessionStore
from hearthline.kernel import clock
from tests.factories import PASSWORD

AGENT = "MapleApp/1.0 (iPhone; iOS 19)"


class App:
    """Sends what an app sends, and keeps the token that it is given."""

    def __init__(self, token: str = "", prefix: str = "/_allauth/app/v1/") -> None:
        self.client = Client(headers={"User-Agent": AGENT}, raise_request_exception=True)
        self.token = token
        self.prefix = prefix

    def __call__(self, method: str, route: str, data: Any = None, **headers: str) -> Any:
        if self.token:
            headers["X-Session-Token"] = self.token
        body = data if isinstance(data, str) else "" if data is None else json.dumps(data)
        kind = "application/json" if body else ""
        answer = self.client.generic(
            method.upper(), self.prefix + route, body, kind, headers=headers
        )
        if answer.headers.get("Content-Type", "").startswith("application/json"):
            self.token = (answer.json().get("meta") or {}).get("session_token", self.token)
        return answer

    def get(self, route: str, **headers: str) -> Any:
        return self("get", route, **headers)

    def post(self, route: str, data: Any = None, **headers: str) -> Any:
        return self("post", route, data, **headers)

    def delete(self, route: str, data: Any = None, **headers: str) -> Any:
        return self("delete", route, data, **headers)

    def sign_in(self, name: str = "alice", password: str = PASSWORD) -> Any:
        field = "email" if "@" in name else "username"
        return self.post("auth/login", {field: name, "password": password})


def token_of(user: Any, *, is_proven: bool = False) -> str:
    """The token of somebody who signed in long ago, or just now."""
    session = SessionStore()
    session.create()
    session.update(
        {
            CLIENT: APP,
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
    )
    if is_proven:
        note_proof(session, now=clock.now())
    session.save()
    return str(session.session_key)


def codes(answer: Any) -> set[str]:
    """By which names an answer says why."""
    return {error["code"] for error in answer.json().get("errors", [])}
