"""Services changed in a real browser: what it costs first, then the order until it is done."""

import re
from typing import Any

import pytest

from tests.browser import MOST_BYTES, Visit, at_a_desk, on_a_phone, visit
from tests.house import House
from tests.screenshots import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
SINGLES = {"phone": "Silver Reel", "desktop": "Opera House"}


def _click(guest: Visit, name: str) -> None:
    with guest.page.expect_navigation():
        guest.page.get_by_role("button", name=name, exact=True).click()


def _box(guest: Visit, label: str) -> Any:
    return guest.page.get_by_role("checkbox", name=re.compile(f"^{label}"))


def _radio(guest: Visit, label: str) -> Any:
    return guest.page.get_by_role("radio", name=re.compile(f"^{label}"))


def _main(guest: Visit) -> str:
    return guest.page.inner_text("main")


def _service(guest: Visit, plan: str) -> str:
    """The address of a service by its plan's name."""
    guest.open("/services/")
    link = guest.page.get_by_role("link", name=re.compile(f"Everything about it.*{plan}"))
    return str(link.get_attribute("href"))


@on_a_phone
def test_change_what_you_have(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as alice:
        sign_in(alice, "alice")
        _look(alice)
        tv = _service(alice, "Family TV")
        _swap_channels(alice, tv, SINGLES[size])
        _order_and_undo(alice)
        order = _end_and_undo(alice, tv)
    with visit(chrome, house.home, size) as mallory:
        sign_in(mallory, "mallory")
        for address in (tv, f"{tv}change/", f"{tv}channels/", f"{tv}end/", order):
            answer = mallory.context.request.get(house.home + address)
            assert answer.status == 404, address
        number = tv.strip("/").rpartition("/")[2]
        review = f"/orders/review/?remove={number}&effective=now"
        assert mallory.context.request.get(house.home + review).status == 422
    checked = house.command("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def _look(alice: Visit) -> None:
    alice.open("/services/")
    text = _main(alice)
    for fact in ("Home 600", "600 Mbps down, 300 up", "Home Gigabit from", "12 Maple Street"):
        assert fact in text
    alice.check()
    assert alice.weighed() < MOST_BYTES
    alice.page.get_by_role("link", name=re.compile("Everything about it.*Family TV")).click()
    alice.page.get_by_text(re.compile("See all")).click()
    assert "Maple County Today" in _main(alice)
    alice.check()


def _swap_channels(alice: Visit, tv: str, single: str) -> None:
    page = alice.page
    alice.open(f"{tv}channels/")
    alice.check()
    assert alice.weighed() < MOST_BYTES
    # Two that can't be had together: said beside the choice and in the cost, without a reload.
    _box(alice, "Film evenings").check()
    page.locator("#cost").get_by_text("can't be had together").wait_for()
    _box(alice, "Film evenings").uncheck()
    _radio(alice, "Now").check()
    page.locator("#cost").get_by_text("What it costs appears here").wait_for()
    _box(alice, single).check()
    page.locator("#cost").get_by_text("more than without the change").wait_for()
    cost = page.locator("#cost .amount-figure").inner_text()
    _click(alice, "Review the change")
    assert cost in _main(alice)
    assert single in _main(alice)
    alice.check()
    assert alice.weighed() < MOST_BYTES
    _click(alice, "Agree and order")
    page.wait_for_url(re.compile(r"/orders/\d+/$"))
    alice.check()
    # The page follows the TV system without anybody reloading it.
    page.locator("#progress .status", has_text="Done").wait_for()
    alice.open(tv)
    page.get_by_text(re.compile("See all")).click()
    assert single in _main(alice)


def _order_and_undo(alice: Visit) -> None:
    page = alice.page
    phone = _service(alice, "Home Phone Unlimited")
    alice.open(f"{phone}change/")
    alice.check()
    _radio(alice, "Home Phone Basic").check()
    _click(alice, "Review the change")
    assert "Home Phone Basic" in _main(alice)
    assert "$15.00" in _main(alice)
    _click(alice, "Agree and order")
    assert "You can undo it until then." in _main(alice)
    alice.check()
    alice.open("/services/")
    assert "Home Phone Basic from" in _main(alice)
    page.go_back()
    _click(alice, "Undo this order")
    assert "Nothing changes" in _main(alice)
    alice.check()
    alice.open("/services/")
    assert "Home Phone Basic from" not in _main(alice)


def _end_and_undo(alice: Visit, tv: str) -> str:
    page = alice.page
    alice.open(tv)
    page.get_by_role("link", name="End this service").click()
    alice.check()
    _radio(alice, "On a day I choose").check()
    _click(alice, "Review the end")
    assert "There is a problem" in _main(alice)
    alice.check()
    _radio(alice, "With my next bill").check()
    _click(alice, "Review the end")
    assert "TV box" in _main(alice), "what goes with it ends too"
    _click(alice, "Agree and order")
    order = page.url.removeprefix(alice.home)
    _click(alice, "Undo this order")
    alice.open("/orders/")
    assert "Undone" in _main(alice)
    alice.check()
    return order


def test_without_javascript(house: House, chrome: Any):
    with visit(chrome, house.home, "phone", java_script_enabled=False) as bob:
        sign_in(bob, "bob")
        tv = _service(bob, "Family TV")
        bob.open(f"{tv}channels/")
        _box(bob, "Regatta").check()
        bob.page.get_by_role("button", name="See what it costs").click()
        assert "more than without the change" in bob.page.locator("#cost").inner_text()
        assert _box(bob, "Regatta").is_checked()
    with visit(chrome, house.home, "phone") as carol:
        sign_in(carol, "carol")
        carol.open(f"{tv}channels/")
        assert "You can look, but not change this" in _main(carol)
        carol.check()


@at_a_desk
def test_staff_keep_the_catalog(size: str, house: House, chrome: Any):
    with visit(chrome, house.home, size) as sam:
        sign_in(sam, "sam")
        sam.open("/console/plans/")
        sam.check()
        sam.page.get_by_role("link", name="Fixed internet address").click()
        sam.check()
        assert sam.weighed() < MOST_BYTES
        price = {"phone": "10.50", "desktop": "11.00"}[size]
        sam.page.get_by_label("Price", exact=True).fill(price)
        _click(sam, "Save the plan")
        assert f"Price: ${price}" in _main(sam)
        sam.check()
        sam.open("/console/channels/")
        sam.check()
        sam.open("/console/promotions/")
        sam.check()
        sam.page.get_by_role("link", name="TV over your fiber").click()
        sam.page.get_by_label("Region").fill("IA")
        _click(sam, "Count who is entitled")
        assert "Nothing is saved yet." in _main(sam)
        sam.check()
    with visit(chrome, house.home, size) as mallory:
        sign_in(mallory, "mallory")
        for address in ("/console/plans/", "/console/promotions/", "/console/channels/"):
            assert mallory.context.request.get(house.home + address).status == 403
