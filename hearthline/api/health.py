"""Whether this process can serve: for load balancers and the supervisor."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from hearthline.identity.access import anyone


@anyone
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers. Says nothing about anybody."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    answer = JsonResponse({"status": "ok"})
    answer.headers["Cache-Control"] = "no-store"
    return answer
