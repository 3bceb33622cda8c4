"""The walk over all addresses looks for alice's secrets, so they must be what pages show."""

from typing import Any

from tests.architecture.test_access import PAGES, _address, _client


def test_alice_or_staff_see_each_secret_somewhere(stage: Any):
    seen = ""
    for user in (stage.alice, stage.sam):
        client = _client(user)
        for page in PAGES:
            if page.access in {"account_member", "staff"}:
                seen += (
                    client.get(_address(page, stage.of_alice)).getvalue().decode(errors="replace")
                )
    unseen = [secret for secret in stage.secrets_of_alice if secret not in seen]
    assert unseen == []


def test_both_name_the_same_arguments(stage: Any):
    assert stage.of_alice.keys() == stage.of_no_one.keys()
    assert not set(stage.of_alice.values()) & set(stage.of_no_one.values())
