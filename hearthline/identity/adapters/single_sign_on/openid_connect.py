"""OpenID Connect: the code flow with PKCE, and an ID token that is believed only as a whole.

Everything that OpenID Connect Core 3.1.3.7 asks to check is checked here, the signature too,
though the token comes straight from the issuer. Nothing is kept: no access token, no refresh token.
"""

import base64
import hashlib
import hmac
import json
import ssl
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import httpx
import jwt

from hearthline.identity.adapters.single_sign_on import Errand, Newcomer, UnableToSignOn

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""Signatures by a key that only the issuer has; none, and nothing keyed by our own secret."""
SECOND_FACTORS = frozenset({"mfa", "otp", "hwk", "swk", "sc", "pop"})
"""Values of `amr` (RFC 8176) that say more than a password; `acr` says the same by `phr`."""
PHISHING_RESISTANT = frozenset({"phr", "phrh"})
_LEEWAY = timedelta(seconds=60)
_OLDEST = timedelta(minutes=10)
_MOST_BYTES = 500_000


class OpenIDConnect:
    """One issuer, as it describes itself at its well-known address."""

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        client_secret: str,
        roles_claim: str = "",
        timeout_s: float = 5.0,
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._roles_claim = roles_claim
        self._timeout_s = timeout_s

    def address_for(self, errand: Errand) -> str:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(errand.verifier.encode()).digest())
        asked = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": errand.return_url,
            "scope": "openid email profile",
            "state": errand.state,
            "nonce": errand.nonce,
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        endpoint = self._endpoint(self._described(), "authorization_endpoint")
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def who_came(self, *, code: str, errand: Errand, now: datetime) -> Newcomer:
        described = self._described()
        token = self._token(described, code, errand)
        claims = self._believed(token, self._keys(described), errand.nonce, now)
        groups = claims.get(self._roles_claim) if self._roles_claim else ()
        return Newcomer(
            issuer=self._issuer,
            subject=claims["sub"],
            email=_text(claims.get("email")),
            is_email_verified=claims.get("email_verified") is True,
            name=_text(claims.get("name")),
            has_second_factor=_has_second_factor(claims),
            groups=_texts(groups),
        )

    # -- What the issuer says --------------------------------------------------------------------
    def _described(self) -> dict[str, Any]:
        base = self._issuer.rstrip("/")
        found = self._ask("GET", f"{base}/.well-known/openid-configuration")
        if found.get("issuer") != self._issuer:
            raise UnableToSignOn("the issuer calls itself something else")
        return found

    def _endpoint(self, described: Mapping[str, Any], name: str) -> str:
        address = _text(described.get(name))
        parts = urlsplit(address)
        # As safe as the issuer itself: only one on this machine may do without TLS.
        if not parts.hostname or parts.scheme not in {"https", urlsplit(self._issuer).scheme}:
            raise UnableToSignOn(f"{name} is no address")
        return address

    def _keys(self, described: Mapping[str, Any]) -> list[dict[str, Any]]:
        keys = self._ask("GET", self._endpoint(described, "jwks_uri")).get("keys")
        return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []

    def _token(self, described: Mapping[str, Any], code: str, errand: Errand) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": errand.return_url,
            "code_verifier": errand.verifier,
        }
        methods = described.get("token_endpoint_auth_methods_supported")
        auth = None
        if isinstance(methods, list) and "client_secret_basic" not in methods:
            form |= {"client_id": self._client_id, "client_secret": self._client_secret}
        else:
            # RFC 6749 2.3.1: both are form-encoded before they go into the header.
            auth = httpx.BasicAuth(quote(self._client_id, ""), quote(self._client_secret, ""))
        found = self._ask("POST", self._endpoint(described, "token_endpoint"), form, auth)
        return _text(found.get("id_token"))

    # -- Whether to believe it -------------------------------------------------------------------
    def _believed(
        self, token: str, keys: list[dict[str, Any]], nonce: str, now: datetime
    ) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            key = _key_named(keys, header.get("kid"), header.get("alg"))
            claims: dict[str, Any] = jwt.decode(
                token,
                key=key,
                algorithms=ALGORITHMS,
                audience=self._client_id,
                issuer=self._issuer,
                options={
                    "require": ["iss", "sub", "aud", "exp", "iat", "nonce"],
                    # Against the time that was handed in, below.
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except (jwt.PyJWTError, TypeError, ValueError) as error:
            raise UnableToSignOn(f"the ID token is no good: {type(error).__name__}") from error
        _refuse_old(claims, now)
        if not hmac.compare_digest(_text(claims["nonce"]).encode(), nonce.encode()):
            raise UnableToSignOn("the ID token belongs to another sign-in")
        is_shared = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if is_shared else self._client_id) != self._client_id:
            raise UnableToSignOn("the ID token was made for somebody else")
        if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:  # noqa: PLR2004 - OpenID Connect Core 2
            raise UnableToSignOn("the ID token names nobody")
        return claims

    def _ask(
        self,
        method: str,
        url: str,
        form: Mapping[str, str] | None = None,
        auth: httpx.BasicAuth | None = None,
    ) -> dict[str, Any]:
        headers = {"Accept": "application/json"}
        received = bytearray()
        try:
            with (
                httpx.Client(timeout=self._timeout_s, trust_env=False, verify=_tls()) as client,
                client.stream(method, url, data=form, headers=headers, auth=auth) as answer,
            ):
                for chunk in answer.iter_bytes():
                    received += chunk
                    if len(received) > _MOST_BYTES:
                        raise UnableToSignOn("the issuer says too much")
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UnableToSignOn("the issuer doesn't answer", may_retry=True) from error
        if status != httpx.codes.OK:
            is_its_fault = status >= httpx.codes.INTERNAL_SERVER_ERROR
            raise UnableToSignOn(f"the issuer answers {status}", may_retry=is_its_fault)
        try:
            found = json.loads(received)
        except ValueError as error:
            raise UnableToSignOn("the issuer's answer is no JSON") from error
        if not isinstance(found, dict):
            raise UnableToSignOn("the issuer's answer is no object")
        return found


def _key_named(keys: list[dict[str, Any]], kid: Any, algorithm: Any) -> Any:
    """The issuer's key that signed. One without a name is taken only where there is one key."""
    if algorithm not in ALGORITHMS:
        raise jwt.InvalidAlgorithmError
    signing = [key for key in keys if key.get("use", "sig") == "sig"]
    named = [key for key in signing if kid is not None and key.get("kid") == kid]
    if kid is None and len(signing) == 1:
        named = signing
    if len(named) != 1 or named[0].get("kty") == "oct":
        raise jwt.InvalidKeyError
    return jwt.PyJWK(named[0], algorithm=algorithm).key


def _refuse_old(claims: Mapping[str, Any], now: datetime) -> None:
    expires, issued = claims["exp"], claims["iat"]
    for moment in (expires, issued):
        if isinstance(moment, bool) or not isinstance(moment, (int, float)):
            raise UnableToSignOn("the ID token has no time")
    at = now.timestamp()
    leeway = _LEEWAY.total_seconds()
    if at > expires + leeway:
        raise UnableToSignOn("the ID token has run out")
    if not -leeway <= at - issued <= _OLDEST.total_seconds():
        raise UnableToSignOn("the ID token is from another time")


def _has_second_factor(claims: Mapping[str, Any]) -> bool:
    amr = set(_texts(claims.get("amr")))
    return not amr.isdisjoint(SECOND_FACTORS) or claims.get("acr") in PHISHING_RESISTANT


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    given = value if isinstance(value, list | tuple) else [value]
    return tuple(entry for entry in given if isinstance(entry, str))


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
