"""The service worker: keeps one page for when there is no connection, and the public status.

`service_worker.js` says what it does; here it learns which files it keeps. With SERVICE_WORKER=0 a
browser that has it gets `retired_worker.js`, which throws everything away and itself with it.
"""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from hearthline.design.context import current_provider
from hearthline.identity.access import anyone
from hearthline.portal.install.offline import status_address

_HERE = Path(__file__).parent
_FILES = (
    "css/app.css",
    "brand/brand.css",
    "brand/logo.svg",
    "js/app.js",
    "js/offline.js",
    "js/vendor/htmx.min.js",
)
"""What the page for when there is no connection needs."""
_LEFT_ALONE = ("/console/", "/api/", "/tmf-api/", "/demo/")


@cache
def _worker(*, is_on: bool) -> str:
    if not is_on:
        return (_HERE / "retired_worker.js").read_text(encoding="utf-8")
    code = (_HERE / "service_worker.js").read_text(encoding="utf-8")
    offline = reverse("offline")
    house = {
        "files": [static(name) for name in _FILES],
        "offline": {language: f"{offline}?language={language}" for language in _languages()},
        "language": settings.LANGUAGE_CODE,
        "status": status_address(),
        "leave": _LEFT_ALONE,
    }
    # Another page for when there is no connection is another version, and so is another name on it.
    page = (_HERE.parent / "templates/portal/install/offline.html").read_text(encoding="utf-8")
    seen = f"{code}{json.dumps(house)}{page}{current_provider()}"
    house["version"] = hashlib.sha256(seen.encode()).hexdigest()[:16]
    return f"const HOUSE = {json.dumps(house)};\n{code}"


def _languages() -> list[str]:
    return [code for code, _ in settings.LANGUAGES]


def _tag(request: HttpRequest) -> str:
    del request
    text = _worker(is_on=settings.SERVICE_WORKER)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


@anyone
@require_safe
@cache_control(no_cache=True)
@condition(etag_func=_tag)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker for all pages; browsers look for another one at each visit."""
    del request
    text = _worker(is_on=settings.SERVICE_WORKER)
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer.headers["Service-Worker-Allowed"] = "/"
    return answer
