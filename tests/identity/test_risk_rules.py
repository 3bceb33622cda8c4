"""Rules about unusual sign-ins: a file that is held against what it may say."""

import logging

import pytest

from hearthline.identity.risk.rules import (
    NUMBERS,
    SHIPPED,
    UnableToReadRules,
    current_rules,
    rules_in,
)
from hearthline.identity.risk.words import REASONS, SHORT

GOOD = "tell_at = 30\nsecond_step_at = 60\n[rules.new_device]\npoints = 30\n"


def test_ours_are_without_mistakes_and_have_words():
    rules = rules_in(SHIPPED)
    assert set(rules.rules) == set(NUMBERS) == set(REASONS) == set(SHORT)
    assert rules.tell_at <= rules.second_step_at


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tell_at = [", "can't be read"),
        (GOOD.replace("30", '"30"', 1), "tell_at in the file must be a whole number"),
        (GOOD.replace("60", "true"), "second_step_at in the file must be a whole number"),
        (GOOD.replace("60", "20"), "second_step_at is lower than tell_at"),
        (GOOD.replace("new_device", "new_devise"), "rule new_devise is unknown"),
        (GOOD.replace("points = 30", "points = -1"), "points in rule new_device is -1"),
        (GOOD.replace("points = 30", "point = 30"), "point in rule new_device means nothing"),
        (GOOD + "colour = 1\n", "colour in rule new_device means nothing"),
        (GOOD + "[rules.many_failures]\npoints = 3\n", "failures in rule many_failures must be"),
        ("tell_at = 30\nsecond_step_at = 60\n", "there is no [rules.…] table"),
        ("tell_at = 30\nsecond_step_at = 60\nrules = 3\n", "there is no [rules.…] table"),
        ("tell_at = 3\nsecond_step_at = 6\n[rules]\nnew_device = 1\n", "must be a table"),
    ],
)
def test_mistakes_are_named(tmp_path, text, said):
    path = tmp_path / "rules.toml"
    path.write_text(text)
    with pytest.raises(UnableToReadRules) as refused:
        rules_in(path)
    assert said in str(refused.value)
    assert "rules.toml" in str(refused.value)


def test_all_mistakes_at_once(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text("tell_at = 0\nsecond_step_at = 0\n[rules.what]\npoints = 1\n")
    with pytest.raises(UnableToReadRules) as refused:
        rules_in(path)
    assert len(refused.value.problems) == 3


def test_a_providers_rules_take_the_place_of_ours(tmp_path, settings):
    path = tmp_path / "theirs.toml"
    path.write_text(GOOD)
    settings.RISK_RULES = str(path)
    assert set(current_rules().rules) == {"new_device"}


def test_broken_ones_are_left_aside_and_said(tmp_path, settings, caplog):
    settings.RISK_RULES = str(tmp_path / "missing.toml")
    with caplog.at_level(logging.ERROR):
        assert current_rules() == rules_in(SHIPPED)
    assert "rules left aside" in caplog.text
