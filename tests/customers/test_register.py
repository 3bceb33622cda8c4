"""The journey of a registration, and everywhere it can lead."""

import pytest
from allauth.account.models import EmailAddress

from hearthline.customers.models import Member, Registration
from hearthline.identity.models import User
from hearthline.notices.models import Message
from tests.customers.registering import PASSWORD, Person, latest_code
from tests.queued import run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(account, clock):
    return Person()


def test_the_whole_way_by_email_to_another_address(person, account):
    assert person.start()["Location"] == "/register/contact/"
    page = person.get("contact/").content.decode()
    assert "a•••@m•••.example" in page
    assert "•••-••01" in page
    assert 'href="/register/our-code/"' in page
    assert "alice@mail" not in page
    assert "5550101" not in page
    assert person.ask()["Location"] == "/register/code/"
    assert person.post("code/", code=latest_code())["Location"] == "/register/details/"
    assert person.choose()["Location"] == "/register/email/"
    done = person.verify()
    assert done["Location"] == "/"
    user = User.objects.get(username="alice")
    assert person.client.session["_auth_user_id"] == str(user.pk)
    assert Member.objects.get(account=account).user == user
    assert EmailAddress.objects.get(user=user).verified
    assert "Welcome, alice" in person.client.get("/").content.decode()
    told = Message.objects.filter(kind="online_access_created").order_by("channel")
    assert [m.recipient for m in told] == ["alice@mail.example", "+12175550101"]
    assert all("alice" not in m.body_text and "ALICE" not in m.body_text for m in told)


def test_email_that_received_the_first_code_needs_no_second(person):
    person.prove()
    done = person.choose(email="Alice@Mail.example")
    assert done["Location"] == "/"
    assert person.is_signed_in


def test_mails_have_text_and_html_in_the_person_s_language(person):
    person.client.cookies["language"] = "es"
    person.start()
    person.ask()
    message = Message.objects.get()
    assert message.language == "es"
    assert latest_code() in message.body_html
    assert '<html lang="es">' in message.body_html
    assert latest_code() not in message.subject


def test_by_text_message(person):
    person.prove("sms")
    message = Message.objects.get(channel="sms")
    assert message.body_text[:4].isdigit(), "the code comes first"
    assert "Maple County Fiber" in message.body_text
    assert person.choose()["Location"] == "/register/email/"
    assert person.verify()["Location"] == "/"


@pytest.mark.parametrize(
    ("number", "postal_code"),
    [
        ("alice1", "62301"),
        (" Alice - 1 ", "62301-4455"),
        ("ALICE 1", "62301 4455"),
        ("ALICE\N{EN DASH}1", "623014455"),
    ],
)
def test_forgives_how_people_write_numbers(person, number, postal_code):
    person.start(number, postal_code)
    person.ask()
    assert Registration.objects.get(account__number="ALICE-1")
    assert Message.objects.count() == 1


def test_session_key_changes_at_sign_in(person):
    person.prove()
    before = person.client.cookies["session"].value
    person.choose(email="alice@mail.example")
    assert person.client.cookies["session"].value != before
    assert "registration" not in person.client.session


def test_wrong_codes_are_counted(person):
    person.start()
    person.ask()
    right = latest_code()
    for _ in range(4):
        assert "right" in person.post("code/", code="00000000").content.decode()
    assert "too many wrong codes" in person.post("code/", code="00000000").content.decode()
    assert "too many wrong codes" in person.post("code/", code=right).content.decode()
    person.ask()
    assert person.post("code/", code=right).status_code == 422, "the old code is dead"
    assert person.post("code/", code=latest_code())["Location"] == "/register/details/"


def test_a_code_lasts_ten_minutes(person, minutes):
    person.start()
    person.ask()
    minutes(10)
    assert "has run out" in person.post("code/", code=latest_code()).content.decode()


def test_a_code_that_comes_too_late_is_not_sent(person, minutes):
    person.start()
    person.post("contact/", channel="email")
    minutes(11)
    run_jobs()
    assert not Message.objects.exists()


def test_codes_are_limited_for_a_registration_and_an_account(person):
    person.start()
    for _ in range(5):
        assert person.ask().status_code == 302
    assert person.ask().status_code == 422
    other = Person()
    other.start()
    assert other.ask().status_code == 422, "the limit is the account's too"
    assert Message.objects.count() == 5


def test_each_step_leads_to_the_one_that_is_next(person):
    steps = ["contact/", "code/", "our-code/", "owned/", "details/", "email/"]
    for step in steps:
        assert "has ended" in person.get(step).content.decode()
    person.start()
    leads = {step: person.get(step) for step in steps}
    assert leads["contact/"].status_code == 200
    assert leads["our-code/"].status_code == 200
    for step in ("code/", "owned/", "details/", "email/"):
        assert leads[step]["Location"] == "/register/contact/"
    person.ask()
    person.post("code/", code=latest_code())
    for step in ("contact/", "code/", "our-code/", "owned/", "email/"):
        assert person.get(step)["Location"] == "/register/details/"


def test_an_hour_and_it_is_over(person, minutes):
    person.prove()
    minutes(60)
    for step in ("contact/", "details/", "email/"):
        page = person.get(step)
        assert page.status_code == 200
        assert "has ended" in page.content.decode()
    assert "has ended" in person.client.post("/register/details/", {}).content.decode()


def test_another_tab_began_again(person):
    person.start()
    first = person.get("contact/").context["form"].initial["registration"]
    person.start("MALLORY-1", "62301")
    answer = person.client.post(
        "/register/contact/", {"channel": "email", "registration": first}, follow=True
    )
    assert "another tab" in answer.content.decode()
    assert run_jobs() == []


def test_the_same_form_twice_makes_one_user(person):
    person.prove()
    person.choose()
    page = person.get("email/").context["form"].initial["registration"]
    code = latest_code()
    assert (
        person.client.post("/register/email/", {"registration": page, "code": code}).status_code
        == 302
    )
    again = person.client.post("/register/email/", {"registration": page, "code": code})
    assert again.status_code == 302
    assert User.objects.count() == 1


def test_what_was_typed_stays_but_the_password(person):
    person.prove()
    page = person.choose(username="a b", email="nonsense", password="short")
    text = page.content.decode()
    assert page.status_code == 422
    assert "<title>Error" in text
    assert 'value="a b"' in text
    assert 'value="nonsense"' in text
    assert 'value="short"' not in text
    assert set(page.context["form"].errors) == {"username", "email", "password"}


@pytest.mark.parametrize(
    ("password", "is_fine"),
    [
        ("x" * 14, False),
        ("fourteen chars", False),
        ("correct horse battery", True),
        ("ünïcödé wörds are välid ✓", True),
        (" spaces at both ends ", True),
        ("long enough " * 10 + "12345678", True),
        ("z" * 129, False),
        ("new@mail.example", False),
        ("AliceArcherAlice", False),
    ],
)
def test_password_policy(person, password, is_fine):
    person.prove()
    page = person.choose(password=password)
    assert (page.status_code == 302) == is_fine
    if is_fine:
        person.verify()
        person.client.post("/sign-out/")
        signed_in = person.client.post("/sign-in/", {"login": "alice", "password": password})
        assert signed_in.status_code == 302


def test_taken_username_beside_its_field_after_proof(person):
    from tests import factories

    factories.make_user("Taken")
    person.prove()
    page = person.choose(username="taken")
    assert page.status_code == 422
    assert "already has this username" in str(page.context["form"].errors["username"])


def test_taken_email_is_told_to_its_owner_only(person):
    from tests import factories

    factories.make_user("bob", email="bob@mail.example")
    person.prove()
    assert person.choose(email="Bob@mail.example")["Location"] == "/register/email/"
    message = Message.objects.latest("id")
    assert (message.kind, message.recipient) == ("registration_email_taken", "bob@mail.example")
    assert "bob@mail.example" in person.get("email/").content.decode()
    page = person.post("email/", code="12345678")
    assert page.status_code == 422
    assert "already" not in page.content.decode()


def test_taken_email_that_is_proven_is_said(person):
    from tests import factories

    factories.make_user("someone", email="alice@mail.example")
    person.prove()
    page = person.choose(email="alice@mail.example")
    assert "already has a sign-in" in str(page.context["form"].errors["email"])


def test_another_address_and_another_code(person):
    person.prove()
    person.choose(email="first@mail.example")
    old = latest_code()
    assert 'value="first@mail.example"' in person.get("details/").content.decode()
    person.choose(email="second@mail.example")
    assert person.post("email/", code=old).status_code == 422
    person.post("email/resend/")
    run_jobs()
    assert Message.objects.latest("id").recipient == "second@mail.example"
    assert person.verify()["Location"] == "/"
    assert User.objects.get().email == "second@mail.example"


def test_password_hash_does_not_stay(person):
    person.prove()
    person.choose()
    assert Registration.objects.get().password_hash.startswith("argon2$argon2id$")
    assert PASSWORD not in str(vars(Registration.objects.get()))
    person.verify()
    assert Registration.objects.get().password_hash == ""


def test_signed_in_people_do_not_register(person):
    person.prove()
    person.choose(email="alice@mail.example")
    assert person.get("")["Location"] == "/"
    assert person.get("details/")["Location"] == "/"


def test_forms_need_their_token(account, clock):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    for address in ("/register/", "/register/details/", "/sign-in/", "/sign-out/"):
        assert client.post(address, {"account_number": "ALICE-1"}).status_code == 403


@pytest.mark.parametrize(
    "password", ["ALICE-1 ALICE-1 ALICE-1", "Alice Archer 62301", "2175550101-2175550101"]
)
def test_a_password_made_of_the_account_is_refused(person, password):
    person.prove()
    page = person.choose(username="somebody", email="some@where.example", password=password)
    assert page.status_code == 422
    text = page.content.decode()
    assert "made of what others may know of you" in text or "easy to guess" in text
    assert "data-strength" in text
    assert password not in text


def test_a_suggestion_keeps_what_was_typed_and_chooses_nothing(person):
    person.prove()
    page = person.post("details/", username="somebody", email="x", password="half", suggest="1")
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="somebody"' in text
    assert "half" not in text
    phrase = page.context["form"].suggestion
    assert f'value="{phrase}"' in text
    assert Registration.objects.get().username == ""
    assert person.choose(password=phrase)["Location"] == "/register/email/"
