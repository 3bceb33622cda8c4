"""`hearthline serve`: the web pages, served by gunicorn."""

from typing import Any

import click
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from gunicorn.app.base import BaseApplication
from gunicorn.http.errors import InvalidHeader

from hearthline.cli import environment
from hearthline.cli.leave_taking import Worker
from hearthline.identity.bodies import most_bytes_with_files

_FLOOD = 4
"""Times what any page takes: what is smaller gets a page that says so, the rest is cut off."""


class _Server(BaseApplication):  # type: ignore[misc]  # it has no types
    """Gunicorn without its own configuration files and command line."""

    def __init__(self, **options: Any) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        application = get_wsgi_application()
        # Every page's module now rather than at the first request, so that a broken one is
        # noticed and the processes share them.
        _ = get_resolver().url_patterns
        return application


def _refuse_floods(_worker: Any, request: Any) -> None:
    """End the connection of whoever announces far more than anybody sends by mistake, unread."""
    for name, value in request.headers:
        if name == "CONTENT-LENGTH" and int(value) > _FLOOD * most_bytes_with_files():
            raise InvalidHeader(name, req=request)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--workers", default=2, show_default=True, help="Processes: one per core.")
@click.option("--threads", default=4, show_default=True, help="Threads in each process.")
def serve(*, host: str, workers: int, threads: int) -> None:
    """Serve the web pages on PORT. A proxy with TLS belongs in front of it."""
    _Server(
        bind=f"{host}:{environment.port()}",
        workers=workers,
        threads=threads,
        worker_class=Worker,
        preload_app=True,  # loaded once, shared by the processes
        timeout=30,
        graceful_timeout=5,
        keepalive=15,
        loglevel="warning",  # requests are not logged: addresses hold tokens
        errorlog="-",
        control_socket_disable=True,
        worker_tmp_dir=environment.memory_folder(),
        pre_request=_refuse_floods,
    ).run()
