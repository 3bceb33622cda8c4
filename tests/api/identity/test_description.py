"""What the description promises is what is served: asked by a program that tries everything."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hearthline.api.identity.description import description
from hearthline.api.identity.urls import SERVED
from tests import factories
from tests.api.identity.app import token_of

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
EXAMPLES = 12
SCHEMA = schemathesis.openapi.from_dict(description())
SCHEMA.app = get_wsgi_application()
OPERATIONS: list[Any] = [result.ok() for result in SCHEMA.get_all_operations()]  # type: ignore[union-attr]


@pytest.fixture(autouse=True)
def one_connection(db: None) -> Iterator[None]:
    """Requests end their connections; here they share the test's, as Django's client has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_exactly_what_is_served_is_described(db: None):
    spoken = Client().get("/_allauth/openapi.json").json()
    routes = {path.removeprefix("/_allauth/{client}/v1/") for path in spoken["paths"]}
    assert routes == set(SERVED)
    assert "signup" not in str(spoken["paths"])
    assert "ACCOUNT_" not in str(spoken), "nobody outside knows our settings"


@pytest.mark.parametrize("who", ["nobody", "alice"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_every_operation(db: None, who: str, operation: Any):
    alice = factories.make_user("alice")
    factories.make_member(factories.make_account(), alice)
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        _try(operation.as_strategy(generation_mode=mode), who, alice)


def _try(strategy: Any, who: str, alice: Any) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def one(case: Any) -> None:
        case.path_parameters = {"client": "app"}  # browsers have cookies and CSRF: test_bodies
        if who == "alice":
            case.headers["X-Session-Token"] = token_of(alice, is_proven=True)
        case.call_and_validate(checks=CHECKS)

    one()
