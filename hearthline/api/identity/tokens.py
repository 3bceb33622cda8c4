"""An app's session token: the key of a session in our store, which knows it by its hash."""

from allauth.headless.tokens.strategies.base import AbstractTokenStrategy
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from hearthline.identity.sessions import SessionStore

CLIENT, APP = "client", "app"
"""A session says that it belongs to an app: a browser's cookie is no token."""

_NOBODYS_S = 30 * 60


class SessionTokens(AbstractTokenStrategy):  # type: ignore[misc] # allauth has no types
    """Tokens that are listed, end and run out as every other session does."""

    def create_session_token(self, request: HttpRequest) -> str:
        """The token of a session that has just changed; the door writes the session afterwards."""
        request.session[CLIENT] = APP
        # Anybody can have one made; nobody's is soon over.
        request.session.set_expiry(None if request.user.is_authenticated else _NOBODYS_S)
        if not request.session.session_key:
            request.session.save()
        return str(request.session.session_key)

    def lookup_session(self, session_token: str) -> SessionBase | None:
        """The session, in one query; None where it has ended, ran out or is a browser's."""
        session = SessionStore(session_token)
        is_an_apps = session.get(CLIENT) == APP
        return session if session.session_key and is_an_apps else None
