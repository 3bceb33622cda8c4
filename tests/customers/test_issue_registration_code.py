"""A code from staff proves what a contact of record can't."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from hearthline.customers.models import Member, RegistrationCode
from hearthline.customers.operations import (
    UnableToIssueRegistrationCode,
    issue_registration_code,
)
from tests import factories
from tests.customers.registering import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent(clock):
    return factories.make_account(number="SILENT-1")


def issue(account, user=None):
    return issue_registration_code(
        account_id=account.pk, staff_user_id=user and user.pk, now=datetime.now(tz=UTC)
    )


@pytest.fixture
def person(silent):
    person = Person()
    person.start("SILENT-1")
    return person


def test_it_proves_and_is_used_once(silent, person):
    sam = factories.make_user("sam", is_staff=True)
    code = issue(silent, sam)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert person.post("our-code/", code=code)["Location"] == "/register/details/"
    person.choose()
    assert person.verify()["Location"] == "/"
    assert Member.objects.get(account=silent).role == "owner"
    row = RegistrationCode.objects.get()
    assert row.used_at is not None
    assert row.issued_by == sam
    second = Person()
    second.start("SILENT-1")
    assert second.post("our-code/", code=code).status_code == 422


@pytest.mark.parametrize(
    "change", [str.lower, lambda c: c.replace("-", " "), lambda c: c.replace("-", "")]
)
def test_it_may_be_typed_carelessly(silent, person, change):
    assert person.post("our-code/", code=change(issue(silent))).status_code == 302


def test_letters_often_misread_are_put_right(silent, person, monkeypatch):
    monkeypatch.setattr("secrets.choice", lambda _: "0")
    issue(silent)
    assert person.post("our-code/", code="OOOO-oooo-0000").status_code == 302


def test_a_new_one_replaces_the_old(silent, person):
    old, new = issue(silent), issue(silent)
    assert person.post("our-code/", code=old).status_code == 422
    assert person.post("our-code/", code=new).status_code == 302


def test_it_lasts_seven_days(silent, person, clock):
    code = issue(silent)
    clock.now += timedelta(days=7, seconds=1)
    person.start("SILENT-1")
    assert person.post("our-code/", code=code).status_code == 422


def test_it_is_for_one_account(silent, account):
    code = issue(silent)
    person = Person()
    person.start("ALICE-1")
    assert person.post("our-code/", code=code).status_code == 422


def test_tries_are_counted(silent, person):
    code = issue(silent)
    for _ in range(5):
        assert person.post("our-code/", code="0000-0000-0000").status_code == 422
    assert person.post("our-code/", code=code).status_code == 422


def test_only_its_hash_is_kept(silent):
    code = issue(silent).replace("-", "").encode()
    assert code not in bytes(RegistrationCode.objects.get().code_hash)


def test_not_for_closed_accounts(silent):
    silent.status = "closed"
    silent.save()
    with pytest.raises(UnableToIssueRegistrationCode):
        issue(silent)
    with pytest.raises(UnableToIssueRegistrationCode):
        issue_registration_code(account_id=0, staff_user_id=None, now=datetime.now(tz=UTC))


def test_on_the_command_line(silent, person):
    from hearthline.cli.registration_code import registration_code

    printed = CliRunner().invoke(registration_code, ["SILENT-1"])
    assert printed.exit_code == 0
    assert person.post("our-code/", code=printed.output.strip()).status_code == 302
    unknown = CliRunner().invoke(registration_code, ["NOBODY"])
    assert unknown.exit_code == 1
    assert "there is no account NOBODY" in unknown.output
