"""From a question to its answer: an article without signing in, a ticket with a picture, staff."""

import io
import re
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import MOST_BYTES, Visit, on_a_phone, visit
from tests.house import House
from tests.screenshots import sign_in

pytestmark = pytest.mark.browser


def _click(guest: Visit, name: str) -> None:
    guest.page.get_by_role("button", name=name, exact=True).click()
    guest.page.wait_for_load_state()


def _fine(guest: Visit) -> None:
    guest.check()
    assert guest.weighed() < MOST_BYTES, guest.page.url


def _photo() -> bytes:
    """A photo that says where it was taken."""
    exif = Image.Exif()
    exif[0x0110] = "Secret Phone"
    exif.get_ifd(0x8825)[2] = (41.0, 50.0, 12.0)
    made = io.BytesIO()
    Image.new("RGB", (640, 480), "#884422").save(made, "JPEG", exif=exif.tobytes())
    return made.getvalue()


@on_a_phone
def test_from_a_question_to_its_answer(house: House, chrome: Any, size: str):
    with visit(chrome, house.home, size) as stranger:
        _finds_an_article(stranger)
    with visit(chrome, house.home, size) as alice:
        sign_in(alice, "alice")
        number, file_address = _asks(alice, size)
        with visit(chrome, house.home, size) as mallory:
            _sees_nothing(mallory, number, file_address)
        with visit(chrome, house.home, size) as sam:
            _answers(sam, number, size)
        _reads_the_answer(alice, number, size)
    assert house.command("check").returncode == 0


def _finds_an_article(guest: Visit) -> None:
    page = guest.page
    guest.open("/sign-in/")
    page.get_by_text("Can't sign in?").click()
    page.get_by_role("link", name="My password is right, and it's refused").click()
    assert "Caps Lock" in page.inner_text("main")
    _fine(guest)
    _click(guest, "Yes")
    assert "Thank you. Good to know." in page.inner_text("main")
    guest.open("/help/")
    _fine(guest)
    page.get_by_label("What do you want to know?").fill("code did not arive")
    _click(guest, "Search")
    assert "A code didn't arrive" in page.inner_text("main")
    _fine(guest)
    page.get_by_role("link", name="A code didn't arrive").first.click()
    page.get_by_role("button", name="Español").first.click()
    page.wait_for_load_state()
    assert "Un código no llegó" in page.inner_text("main")
    _fine(guest)


def _asks(alice: Visit, size: str) -> tuple[str, str]:
    page = alice.page
    page.get_by_role("link", name="Help", exact=True).first.click()
    page.get_by_role("link", name="Write to us").first.click()
    _fine(alice)
    _click(alice, "Send")
    assert "Choose what it is about." in page.inner_text("main")
    alice.check()
    page.get_by_label("What is it about?").select_option("tv")
    page.get_by_label("In a few words").fill(f"No picture on my {size}")
    page.get_by_label("Your message").fill("It has been dark since noon.")
    files = page.locator("input[type=file]")
    files.set_input_files({"name": "a.svg", "mimeType": "image/png", "buffer": b"<svg/>"})
    _click(alice, "Send")
    text = page.inner_text("main")
    assert "a.svg can't be sent" in text
    assert "Choose your files again" in text
    assert page.get_by_label("Your message").input_value() == "It has been dark since noon."
    alice.check()
    photo = {"name": "../TV \u202egnp.jpg", "mimeType": "image/jpeg", "buffer": _photo()}
    log = {"name": "box.log", "mimeType": "text/plain", "buffer": b"signal lost"}
    files.set_input_files([photo, log])  # type: ignore[arg-type]
    _click(alice, "Send")
    page.wait_for_url(re.compile(r"/tickets/\d+/$"))
    number = page.url.rstrip("/").rpartition("/")[2]
    text = page.inner_text("main")
    assert "We answer by" in text
    assert "640 \N{MULTIPLICATION SIGN} 480" in text
    _fine(alice)
    return number, _gets_the_picture(alice)


def _gets_the_picture(alice: Visit) -> str:
    address = alice.page.get_by_role("link", name=re.compile(r"^TV .*\.jpg$")).get_attribute("href")
    assert address
    answer = alice.context.request.get(alice.home + address)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert b"Secret Phone" not in answer.body()
    with Image.open(io.BytesIO(answer.body())) as picture:
        assert picture.size == (640, 480)
        assert not picture.getexif()
    return address


def _sees_nothing(mallory: Visit, number: str, file_address: str) -> None:
    sign_in(mallory, "mallory")
    ask = mallory.context.request
    for address in (f"/tickets/{number}/", file_address):
        assert ask.get(mallory.home + address).status == 404
    for address in (f"/console/tickets/{number}/", f"/console{file_address}"):
        assert ask.get(mallory.home + address).status == 403
    mallory.open("/tickets/")
    assert number not in mallory.page.inner_text("main")


def _answers(sam: Visit, number: str, size: str) -> None:
    page = sam.page
    sign_in(sam, "sam")
    page.get_by_role("link", name="Tickets").first.click()
    _fine(sam)
    page.get_by_label("Ticket or account number").fill(number)
    _click(sam, "Show")
    page.get_by_role("link", name=f"No picture on my {size}").click()
    _fine(sam)
    _click(sam, "Assign to me")
    page.get_by_label("Note for staff").fill("Box is old.")
    _click(sam, "Keep the note")
    page.get_by_label("Your answer").fill("Please unplug the box.\n\nThen wait a minute.")
    page.get_by_label("With this answer").select_option("waiting_for_customer")
    _click(sam, "Send the answer")
    assert "Your answer is sent." in page.inner_text("main")
    assert "Waits for the household" in page.inner_text("main")
    sam.check()


def _reads_the_answer(alice: Visit, number: str, size: str) -> None:
    page = alice.page
    alice.open("/tickets/")
    _fine(alice)
    page.get_by_role("link", name=f"No picture on my {size}").click()
    text = page.inner_text("main")
    assert "Please unplug the box." in text
    assert "Box is old." not in text
    page.get_by_label("Your message").fill("Now it works!")
    _click(alice, "Send the reply")
    assert "Now it works!" in page.inner_text("main")
    _click(alice, "Close this ticket")
    assert "Open it again" in page.inner_text("main")
    _fine(alice)
    assert number in page.inner_text("main")


def test_without_scripts(house: House, chrome: Any):
    with visit(chrome, house.home, "phone", java_script_enabled=False) as alice:
        sign_in(alice, "alice")
        page = alice.page
        alice.open("/tickets/new/?topic=phone")
        page.get_by_label("In a few words").fill("No dial tone")
        page.get_by_label("Your message").fill("Since the storm.")
        photo = {"name": "wall.jpg", "mimeType": "image/jpeg", "buffer": _photo()}
        page.locator("input[type=file]").set_input_files(photo)  # type: ignore[arg-type]
        _click(alice, "Send")
        page.wait_for_url(re.compile(r"/tickets/\d+/$"))
        expect(page.get_by_role("link", name="wall.jpg")).to_be_visible()
        alice.open("/help/no-dial-tone/")
        _click(alice, "No")
        expect(page.get_by_text("A person can help you now")).to_be_visible()


def test_staff_write_an_article(house: House, chrome: Any):
    with visit(chrome, house.home, "desktop") as sam:
        sign_in(sam, "sam")
        page = sam.page
        sam.open("/console/articles/wifi-placement/")
        _fine(sam)
        page.get_by_label("Title in English").fill("Where the router likes to be")
        _click(sam, "Preview")
        assert "nothing is saved yet" in page.inner_text("main")
        _fine(sam)
        _click(sam, "Save")
        sam.open("/help/wifi-placement/")
        assert "Where the router likes to be" in page.inner_text("main")
        sam.open("/console/articles/wifi-placement/history/")
        _fine(sam)
        page.get_by_role("link", name="Where to put the Wi-Fi router").click()
        _fine(sam)
        _click(sam, "Restore this version")
        sam.open("/help/wifi-placement/")
        assert "Where to put the Wi-Fi router" in page.inner_text("main")
