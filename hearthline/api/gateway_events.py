"""The card gateway's webhook. It proves itself by its signature, in the request."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hearthline.identity.access import machine
from hearthline.kernel import clock
from hearthline.payments.operations import UnableToReadEvent, receive_gateway_event

MOST_BYTES = 64 * 1024


@machine
@csrf_exempt
@require_POST
def gateway_events(request: HttpRequest) -> HttpResponse:
    """Take in one event: 204 once it is kept and acted on, 400 for what isn't the gateway's."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        receive_gateway_event(headers=headers, body=request.body, now=clock.now())
    except UnableToReadEvent:
        return HttpResponse(status=400)
    return HttpResponse(status=204)
