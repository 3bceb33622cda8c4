"""Who is entitled to a promotion."""

from datetime import date, timedelta
from typing import Any

import pytest

from hearthline.catalog.operations import PromotionValues, UnableToEditCatalog, save_promotion
from hearthline.catalog.queries import edits_of
from hearthline.subscriptions.queries import entitled_count, promotions_for
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


def _save(cast: Any, code: str = "spring", *, is_new: bool = True, **values: Any) -> None:
    defaults: dict[str, Any] = {
        "title": "Spring",
        "title_es": "Primavera",
        "text": "It is there.",
        "text_es": "Ya está.",
        "plan": "",
        "starts_date": TODAY,
        "ends_date": TODAY + timedelta(days=30),
    }
    save_promotion(
        code=code,
        values=PromotionValues(**(defaults | values)),
        is_new=is_new,
        user_id=cast.sam.pk,
        now=NOW,
    )


def _codes(cast: Any, on: date = TODAY) -> list[str]:
    return [line.code for line in promotions_for(account_id=cast.home.pk, on=on)]


@pytest.mark.parametrize(
    ("conditions", "is_entitled"),
    [
        ({}, True),
        ({"has_kind": "internet"}, True),
        ({"has_kind": "phone"}, False),
        ({"has_plan": "fiber"}, True),
        ({"has_plan": "tv"}, False),
        ({"lacks_kind": "tv"}, True),
        ({"lacks_kind": "internet"}, False),
        ({"lacks_plan": "tv"}, True),
        ({"lacks_plan": "fiber"}, False),
        ({"region": "IL"}, True),
        ({"region": "IA"}, False),
        ({"plan": "tv"}, True),
        ({"plan": "fiber"}, False),  # who has it needs no offer of it
        ({"has_kind": "internet", "lacks_kind": "tv", "region": "IL", "plan": "tv"}, True),
    ],
)
def test_conditions(cast: Any, conditions: Any, is_entitled: Any):
    fiber = factories.make_plan("fiber")
    factories.make_plan("tv", kind="tv")
    factories.make_subscription(cast.home, fiber)
    old = factories.make_plan("old-phone", kind="phone")
    factories.make_subscription(cast.home, old, ended_date=TODAY)
    _save(cast, **conditions)
    assert _codes(cast) == (["spring"] if is_entitled else [])
    asked = {"has_kind": "", "has_plan": "", "lacks_kind": "", "lacks_plan": "", "region": ""}
    asked |= {name: value for name, value in conditions.items() if name != "plan"}
    other = promotions_for(account_id=cast.other.pk, on=TODAY)
    reached = entitled_count(on=TODAY, offers_plan=conditions.get("plan", ""), **asked)
    assert reached == is_entitled + len(other)


def test_only_while_it_runs_and_the_account_does(cast: Any):
    _save(cast)
    assert _codes(cast, TODAY - timedelta(days=1)) == []
    assert _codes(cast, TODAY + timedelta(days=29)) == ["spring"]
    assert _codes(cast, TODAY + timedelta(days=30)) == []
    cast.home.status = "suspended"
    cast.home.save()
    assert _codes(cast) == []


def test_staff_change_it_and_that_is_written_down(cast: Any):
    _save(cast)
    _save(cast, is_new=False, title="Summer")
    newest = edits_of(subject="promotion", code="spring")[0]
    assert newest.changes == {"title": ["Spring", "Summer"]}
    with pytest.raises(UnableToEditCatalog, match="code_taken"):
        _save(cast)
    with pytest.raises(UnableToEditCatalog, match="no_such_promotion"):
        _save(cast, "autumn", is_new=False)
    with pytest.raises(UnableToEditCatalog, match="ends_before_start"):
        _save(cast, "winter", ends_date=TODAY)
    with pytest.raises(UnableToEditCatalog, match="unknown_code"):
        _save(cast, "winter", plan="no-such-plan")
