"""Help pages and tickets as browsers ask for them, honest ones and others."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hearthline.care.models import ArticleText, Attachment, Ticket
from hearthline.care.operations import load_articles
from hearthline.identity.bodies import MOST_BYTES, most_bytes_with_files
from tests.care.conftest import lying, picture
from tests.conftest import NOW

KEY = "5f0c9a52-94d5-4c0e-9d0c-64a3e4a0d9f1"
TYPED = {"topic": "internet", "subject": "Slow", "text": "Since Monday.\nAll day.", "key": KEY}


@pytest.fixture
def alice(cast: Any, client: Client, books_are_right: None) -> Client:
    client.force_login(cast.alice)
    return client


@pytest.fixture
def mallory(cast: Any) -> Client:
    client = Client()
    client.force_login(cast.mallory)
    return client


def upload(name: str, content: bytes, media_type: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, media_type)


def posted(client: Client, *files: SimpleUploadedFile, **more: Any) -> Any:
    return client.post("/tickets/new/", TYPED | {"attached": list(files)} | more)


# -- Articles --------------------------------------------------------------------------------------
@pytest.fixture
def articles(db: None) -> None:
    load_articles(now=NOW)


def test_help_is_for_everybody(articles: None, client: Client):
    text = client.get("/help/").content.decode()
    assert "You forgot your password" in text
    assert "+1 555 010 0100" in text
    assert "Somebody is there now" in text or "Nobody is there now" in text
    assert client.get("/help/lost-phone/").status_code == 200
    assert client.get("/help/no-such-article/").status_code == 404


def test_in_spanish(articles: None, client: Client):
    client.cookies["language"] = "es"
    text = client.get("/help/lost-phone/").content.decode()
    assert "Perdió su teléfono" in text
    assert "¿Le ayudó?" in text
    assert "/help/forgot-password/" in client.get("/help/?q=contrasena").content.decode()


def test_nothing_found_leads_to_a_person(articles: None, client: Client):
    answer = client.get("/help/?q=<script>alert(1)</script>")
    text = answer.content.decode()
    assert "We have no article about" in text
    assert "Talk to a person" in text
    assert "<script>alert" not in text


def test_did_this_help(articles: None, client: Client):
    answer = client.post("/help/lost-phone/helped/", {"helped": "yes"}, follow=True)
    assert "Thank you. Good to know." in answer.content.decode()
    answer = client.post("/help/lost-phone/helped/", {"helped": "no"}, follow=True)
    assert "A person can help you now" in answer.content.decode()
    text = ArticleText.objects.get(article__slug="lost-phone", language="en")
    assert (text.helped, text.did_not_help) == (1, 1)
    assert client.post("/help/nothing/helped/").status_code == 404


@pytest.mark.parametrize("slug", ["forgot-username", "forgot-password", "password-refused"])
def test_the_sign_in_page_leads_to_its_articles(articles: None, client: Client, slug: str):
    assert f'href="/help/{slug}/"' in client.get("/sign-in/").content.decode()


# -- Tickets ---------------------------------------------------------------------------------------
def test_a_ticket_from_form_to_answerable(alice: Client):
    form = alice.get("/tickets/new/?topic=phone").content.decode()
    assert '<option value="phone" selected>' in form
    answer = alice.post("/tickets/new/", TYPED, follow=True)
    number = Ticket.objects.get().number
    assert answer.redirect_chain == [(f"/tickets/{number}/", 302)]
    text = answer.content.decode()
    assert f"Its number is {number}" in text
    assert "We answer by" in text
    assert "Since Monday.<br>All day." in text
    assert number in alice.get("/tickets/").content.decode()


def test_the_same_form_five_times(alice: Client):
    for _ in range(5):
        assert posted(alice, upload("a.png", picture())).status_code == 302
    assert Ticket.objects.count() == Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("topic", "", "Choose what it is about."),
        ("topic", "weather", "Choose what it is about."),
        ("subject", "", "Say in a few words what it is about."),
        ("subject", "x" * 121, "120 letters are the most"),
        ("text", " ", "Write what you want to say."),
        ("text", "x" * 10_001, "10,000 letters are the most"),
        ("text", "a\x00b", "Null characters are not allowed."),
        ("key", "nonsense", "Reload the page and try again."),
    ],
)
def test_a_refused_form_keeps_what_was_typed(alice: Client, field: str, value: str, words: str):
    answer = posted(alice, upload("a.png", picture()), **{field: value})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text
    assert "Choose your files again" in text
    if field != "text":
        assert "Since Monday." in text
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.svg", b"<svg onload='alert(1)'/>", "a.svg can&#x27;t be sent."),
        ("a.png", picture()[:50], "can&#x27;t be read as a picture"),
        ("a.png", b"", "a.png is empty"),
    ],
)
def test_a_refused_file_keeps_what_was_typed(
    alice: Client, name: str, content: bytes, words: str, own_files: Path
):
    answer = posted(alice, upload("good.png", picture()), upload(name, content))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text
    assert "Since Monday." in text
    assert "Choose your files again" in text
    assert not Ticket.objects.exists()
    assert lying(own_files) == []


def test_a_name_can_do_nothing(alice: Client):
    evil = "..\\..\\<img src=x onerror=alert(1)>\u202egnp.exe"
    assert posted(alice, upload(evil, picture())).status_code == 302
    name = Attachment.objects.get().name
    assert re.fullmatch(r"[\w =()._]+\.png", name), name
    text = alice.get(f"/tickets/{Ticket.objects.get().number}/").content.decode()
    assert "<img src=x" not in text


def test_six_files_are_one_too_many(alice: Client):
    answer = posted(alice, *(upload(f"{n}.png", picture()) for n in range(6)))
    assert answer.status_code == 422
    assert "up to 5 files" in answer.content.decode()


# -- Files are handed out --------------------------------------------------------------------------
@pytest.fixture
def own_files(settings: Any) -> Path:
    return Path(settings.ATTACHMENTS_DIR)


@pytest.fixture
def file_addresses(alice: Client) -> dict[str, str]:
    posted(
        alice,
        upload("photo.png", picture()),
        upload("bill.pdf", b"%PDF-1.7 <script>alert(1)</script>"),
        upload("log.txt", b"<- not a tag"[3:]),
    )
    number = Ticket.objects.get().number
    return {
        file.name: f"/tickets/{number}/attachments/{file.pk}/" for file in Attachment.objects.all()
    }


@pytest.mark.parametrize(
    ("name", "media_type", "disposition"),
    [
        ("photo.png", "image/png", 'inline; filename="photo.png"'),
        ("bill.pdf", "application/pdf", 'attachment; filename="bill.pdf"'),
        ("log.txt", "text/plain; charset=utf-8", 'attachment; filename="log.txt"'),
    ],
)
def test_files_come_so_that_nothing_in_them_runs(
    alice: Client, file_addresses: dict[str, str], name: str, media_type: str, disposition: str
):
    answer = alice.get(file_addresses[name])
    assert answer.status_code == 200
    assert answer.streaming
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"] == disposition
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert len(answer.getvalue()) == int(answer["Content-Length"])


def test_files_are_the_households_and_the_staffs(
    cast: Any, mallory: Client, file_addresses: dict[str, str]
):
    nothing = mallory.get("/tickets/000000001/attachments/1/")
    for address in file_addresses.values():
        theirs = mallory.get(address)
        assert theirs.status_code == nothing.status_code == 404
        assert Client().get(address).headers["Location"].startswith("/sign-in/?next=")
        sam = Client()
        sam.force_login(cast.sam)
        assert sam.get(address).headers["Location"] == "/console/"
        assert sam.get(f"/console{address}").status_code == 200
        assert mallory.get(f"/console{address}").status_code == 403


def test_a_file_of_another_ticket(alice: Client, file_addresses: dict[str, str]):
    posted(alice, key="5f0c9a52-94d5-4c0e-9d0c-64a3e4a0d9f2")
    second = Ticket.objects.latest("pk").number
    file = Attachment.objects.all()[0]
    assert alice.get(f"/tickets/{second}/attachments/{file.pk}/").status_code == 404


def test_mallory_finds_no_ticket(cast: Any, mallory: Client, file_addresses: dict[str, str]):
    number = Ticket.objects.get().number
    for address in (f"/tickets/{number}/", f"/tickets/{number}/close/"):
        for method in ("get", "post"):
            assert getattr(mallory, method)(address, {"text": "x", "key": KEY}).status_code in {
                404,
                405,
            }
    assert number not in mallory.get("/tickets/").content.decode()
    assert Ticket.objects.get().state == "open"


# -- How much comes in -----------------------------------------------------------------------------
def test_a_huge_body_is_refused_unread(alice: Client, client: Client):
    class Untouched:
        def read(self, *_: Any) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    unread: dict[str, Any] = {"wsgi.input": Untouched()}
    for who, address, announced, status in [
        (alice, "/tickets/new/", most_bytes_with_files() + 1, 413),
        (alice, "/pay/", MOST_BYTES + 1, 413),
        (Client(), "/sign-in/", MOST_BYTES + 1, 413),
        (Client(), "/tickets/new/", MOST_BYTES + 1, 413),
        (Client(), "/help/lost-phone/helped/", MOST_BYTES + 1, 413),
    ]:
        answer = who.post(
            address,
            data=b"",
            content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(announced),
            **unread,
        )
        assert answer.status_code == status, address
        assert "This is too much at once" in answer.content.decode()


def test_one_file_that_is_too_large_is_named(alice: Client, settings: Any, own_files: Path):
    settings.ATTACHMENT_MOST_MB = 1
    answer = posted(alice, upload("film.png", picture() + b"x" * 1_000_000))
    assert answer.status_code == 422
    assert "film.png is larger than 1 MB" in answer.content.decode()
    assert lying(own_files) == []


def test_no_room_for_what_comes_in(alice: Client, monkeypatch: pytest.MonkeyPatch):
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", full)
    answer = posted(alice, upload("photo.png", picture()))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "We couldn&#x27;t store photo.png just now" in text
    assert "Since Monday." in text
    assert not Ticket.objects.exists()


def test_many_files_at_once_are_no_way_in(alice: Client):
    answer = posted(alice, *(upload(f"{n}.png", b"x") for n in range(50)))
    assert answer.status_code == 400
    assert not Ticket.objects.exists()


def test_other_pages_take_no_files(alice: Client):
    answer = alice.post("/pay/", {"attached": upload("a.png", b"x" * (MOST_BYTES + 10))})
    assert answer.status_code == 413


# -- Replies ---------------------------------------------------------------------------------------
def test_reply_close_and_open_again(alice: Client):
    posted(alice)
    address = f"/tickets/{Ticket.objects.get().number}/"
    answer = alice.post(address, {"text": "Still.", "key": KEY}, follow=True)
    assert "Your reply is with us." in answer.content.decode()
    assert alice.post(address, {"text": "", "key": KEY}).status_code == 422
    answer = alice.post(f"{address}close/", follow=True)
    assert "This ticket is closed" in answer.content.decode()
    refused = alice.post(address, {"text": "One more thing.", "key": KEY})
    assert refused.status_code == 422
    assert "One more thing." in refused.content.decode()
    alice.post(f"{address}reopen/")
    assert Ticket.objects.get().state == "open"


def test_late_is_said(alice: Client, monkeypatch: pytest.MonkeyPatch):
    posted(alice)
    Ticket.objects.update(expected_by=NOW)
    text = alice.get(f"/tickets/{Ticket.objects.get().number}/").content.decode()
    assert "We are late" in text
    assert "We're sorry." in text


def test_a_ticket_out_of_troubleshooting_shows_what_was_found(db: None):
    from hearthline.care.models import Diagnosis
    from hearthline.care.operations import end_in_ticket
    from tests import world

    stage = world.furnished()
    diagnosis = Diagnosis.objects.filter(account__number="ALICE-1").latest("pk")
    end_in_ticket(
        account_id=diagnosis.account_id, user_id=stage.alice.pk, token=diagnosis.token, now=NOW
    )
    number = Ticket.objects.get(diagnosis_id=diagnosis.pk).number
    for user, address in [
        (stage.alice, f"/tickets/{number}/"),
        (stage.sam, f"/console/tickets/{number}/"),
    ]:
        client = Client()
        client.force_login(user)
        assert "What troubleshooting found" in client.get(address).content.decode()
