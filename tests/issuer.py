"""A small OpenID provider on loopback, which can be told to lie in one way at a time."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "hearthline", "a secret: with % and /"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
ANOTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Issuer:
    """What it says, and what it was asked."""

    home: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    """Instead of true claims; None leaves one out."""
    sign: Callable[[dict[str, Any]], str] | None = None
    issuer: str = ""
    is_down: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def token(self, nonce: str) -> str:
        moment = int(time.time())
        claims = {
            "iss": self.home,
            "aud": CLIENT_ID,
            "sub": "sub-of-sue",
            "iat": moment,
            "exp": moment + 300,
            "nonce": nonce,
            **self.person,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.sign:
            return self.sign(claims)
        return jwt.encode(claims, KEY, "RS256", headers={"kid": "one"})


class _Handler(BaseHTTPRequestHandler):
    issuer: Issuer

    def log_message(self, *_: Any) -> None:
        pass

    def _json(self, found: Any, status: int = 200) -> None:
        body = json.dumps(found).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        self.issuer.asked.append(place.path)
        if self.issuer.is_down:
            self._json({}, 503)
        elif place.path == "/.well-known/openid-configuration":
            home = self.issuer.home
            self._json(
                {
                    "issuer": self.issuer.issuer or home,
                    "authorization_endpoint": f"{home}/authorize",
                    "token_endpoint": f"{home}/token",
                    "jwks_uri": f"{home}/keys",
                }
            )
        elif place.path == "/keys":
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self._json({"keys": [{**key, "kid": "one", "use": "sig", "alg": "RS256"}]})
        elif place.path == "/authorize":
            self._authorize({name: values[0] for name, values in parse_qs(place.query).items()})
        else:
            self._json({}, 404)

    def _authorize(self, asked: dict[str, str]) -> None:
        """Everybody is signed in here already, and is sent straight back."""
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self.issuer.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{back}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.issuer.codes.pop(form.get("code", ""), None)
        given = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
        name, _sep, secret = given.partition(":")
        is_us = (unquote(name), unquote(secret)) == (CLIENT_ID, CLIENT_SECRET)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or not is_us
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form["redirect_uri"]
        ):
            self._json({"error": "invalid_grant"}, 400)
            return
        self._json({"access_token": "unused", "id_token": self.issuer.token(asked["nonce"])})


@contextmanager
def issuing() -> Iterator[Issuer]:
    """Run one until the end of the block."""
    issuer = Issuer()
    handler = type("Handler", (_Handler,), {"issuer": issuer})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    issuer.home = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
