"""The whole journey, in a real browser, at phone and desktop size, over the whole house.

Data comes in, somebody registers, signs in, sees what is due, opens the bill, pays it on the card
company's own page, gets a receipt; staff find the account and see the same facts.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.browser import MOST_BYTES, Visit, both_sizes, visit
from tests.house import PASSWORD, House
from tests.looks import answer_why

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("house")]
OWN_PASSWORD = "Four-maples-by-the-old-mill"


def _provider_files(folder: Path, size: str) -> str:
    """One account with a bill of $82.40, as a provider's export has it."""
    today = datetime.now(tz=UTC).date()
    number = f"J-{size}"
    files = {
        "plans.csv": "code,kind,name,price,tax_category,download_mbps,upload_mbps\n"
        "journey-500,internet,Journey 500,80.00,internet,500,500\n",
        "accounts.csv": "account_number,name,status,email,phone,language,billing_day,street,city,"
        "region,postal_code,country,balance,contact_since_date\n"
        f"{number},Jo {size.title()},active,jo.{size}@home.example,,en,1,7 Journey Lane,Mapleton,"
        "IL,62301,US,82.40,2020-01-01\n",
        "subscriptions.csv": "account_number,subscription_id,plan_code,started_date,"
        "service_identifier\n"
        f"{number},SUB-{number},journey-500,2024-05-01,fiber-{size}\n",
        "bills.csv": "account_number,bill_number,period_start,period_end,issued_date,"
        "due_date,total\n"
        f"{number},B-{number},{today - timedelta(days=40)},{today - timedelta(days=10)},"
        f"{today - timedelta(days=10)},{today + timedelta(days=10)},82.40\n",
        "bill_lines.csv": "bill_number,description,kind,amount,tax\n"
        f"B-{number},Journey 500,internet,80.00,2.40\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    return number


def _newest_mail(guest: Visit, recipient: str, about: str) -> str:
    """What the demo's inbox has for somebody; the queue may take a moment."""
    page = guest.context.new_page()
    try:
        for _ in range(40):
            page.goto(f"{guest.home}/demo/inbox/?to={recipient}")
            text = page.inner_text("main")
            if re.search(about, text, re.IGNORECASE):
                return text
            page.wait_for_timeout(250)
    finally:
        page.close()
    pytest.fail(f"no message to {recipient} about {about}")


def _code_in(text: str) -> str:
    found = re.search(r"\b(\d{8}|\d{4} \d{4})\b", text)
    assert found, text
    return found[1].replace(" ", "")


def _click(guest: Visit, name: str) -> None:
    with guest.page.expect_navigation():
        guest.page.get_by_role("button", name=name, exact=True).click()


@both_sizes
def test_pay_a_bill(size: str, house: House, chrome: Any, tmp_path: Path):
    number = _provider_files(tmp_path, size)
    imported = house.command("import", str(tmp_path))
    assert imported.returncode == 0, imported.stdout + imported.stderr

    with visit(chrome, house.home, size) as jo:
        _register(jo, number, size)
        _see_what_is_due(jo, size)
        _pay(jo, size)
        _sign_out_and_in(jo, size)
    with visit(chrome, house.home, size) as sam:
        _staff_see_the_same(sam, number, size)

    checked = house.command("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def _register(jo: Visit, number: str, size: str) -> None:
    page = jo.page
    jo.open("/register/")
    jo.check()
    page.get_by_label("Account number").fill(number.lower())
    page.get_by_label("ZIP").or_(page.get_by_label("Postal code")).first.fill("62301")
    _click(jo, "Continue")
    jo.check()
    assert f"jo.{size}@home.example" not in page.content(), "a contact is shown only masked"
    page.get_by_role("radio").first.check()
    _click(jo, "Send the code")
    jo.check()
    mail = _newest_mail(jo, f"jo.{size}@home.example", "code")
    page.get_by_label(re.compile("Code", re.IGNORECASE)).first.fill(_code_in(mail))
    _click(jo, "Continue")
    jo.check()
    page.get_by_label("Username").fill(f"Jo.{size}")
    page.get_by_label("Email address").fill(f"jo.{size}@new.example")
    page.get_by_label("Password", exact=True).fill(OWN_PASSWORD)
    _click(jo, "Continue")
    jo.check()
    mail = _newest_mail(jo, f"jo.{size}@new.example", "code")
    page.get_by_label(re.compile("Code", re.IGNORECASE)).first.fill(_code_in(mail))
    _click(jo, "Finish")
    page.wait_for_url(house_overview(jo))


def house_overview(guest: Visit) -> str:
    return f"{guest.home}/"


def _see_what_is_due(jo: Visit, size: str) -> None:
    page = jo.page
    assert "$82.40" in page.inner_text("main")
    assert "Journey 500" in page.inner_text("main")
    jo.check()
    assert jo.weighed() < MOST_BYTES
    page.get_by_role("link", name="See the bill").first.click()
    assert f"B-J-{size}" in page.content()
    assert "$82.40" in page.inner_text("main")
    jo.check()
    assert jo.weighed() < MOST_BYTES


def _pay(jo: Visit, size: str) -> None:
    page = jo.page
    page.get_by_role("link", name="Pay now").first.click()
    jo.check()
    assert jo.weighed() < MOST_BYTES
    page.get_by_label("Keep this card for next time").check()
    _click(jo, "Continue")
    assert page.url.split("/")[2] != jo.home.split("/")[2], "the card is entered elsewhere"
    jo.check()
    page.get_by_label("Card number").fill("4242 4242 4242 4242")
    page.get_by_label(re.compile("Expir", re.IGNORECASE)).fill("12/31")
    page.get_by_label(re.compile("Security code", re.IGNORECASE)).fill("123")
    page.get_by_label(re.compile("Name", re.IGNORECASE)).fill("Jo Example")
    page.get_by_role("button", name=re.compile("^Pay")).click()
    page.wait_for_url(re.compile(r"/payments/\d+/$"))
    text = page.inner_text("main")
    assert "$82.40" in text
    assert "Card ending in 4242" in text
    reference = page.url.rstrip("/").rpartition("/")[2]
    assert reference in text
    jo.check()
    assert reference in _newest_mail(jo, f"jo.{size}@new.example", "receipt|payment")
    jo.open("/payments/")
    assert reference in page.inner_text("main")
    jo.check()
    jo.open("/payments/methods/")
    assert "4242" in page.inner_text("main")
    jo.check()
    jo.open("/")
    assert "$0.00" in page.inner_text("main")
    jo.check()


def _sign_out_and_in(jo: Visit, size: str) -> None:
    page = jo.page
    _click(jo, "Sign out")
    jo.check()
    page.go_back()
    assert "$82.40" not in page.content(), "the back button shows nothing after signing out"
    jo.open("/sign-in/")
    for login, password, works in [
        (f"jo.{size}", OWN_PASSWORD.lower(), False),
        (f"JO.{size}@NEW.example", OWN_PASSWORD, True),
    ]:
        page.get_by_label(re.compile("Username or email", re.IGNORECASE)).fill(login)
        page.get_by_label("Password", exact=True).fill(password)
        _click(jo, "Sign in")
        assert (page.url == house_overview(jo)) is works
        if not works:
            jo.check()


def _staff_see_the_same(sam: Visit, number: str, size: str) -> None:
    page = sam.page
    sam.open("/sign-in/")
    page.get_by_label(re.compile("Username or email", re.IGNORECASE)).fill("sam")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    _click(sam, "Sign in")
    page.wait_for_url(f"{sam.home}/console/")
    sam.check()
    for query in (number, f"Jo {size}", f"jo.{size}@home.example", "7 Journey Lane"):
        sam.open(f"/console/?q={query}")
        assert number in page.inner_text("main"), query
    sam.check()
    page.get_by_role("link", name=f"Jo {size.title()}").first.click()
    answer_why(page)
    text = page.inner_text("main")
    assert "Journey 500" in text
    assert "$82.40" in text
    assert f"B-{number}" in text
    sam.check()
    assert sam.weighed() < MOST_BYTES
