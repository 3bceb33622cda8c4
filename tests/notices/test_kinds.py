"""Every kind of message has its topic, so that people's choices hold for it."""

from pathlib import Path

from hearthline.notices.kinds import ANSWERS, TOPIC_OF

HOUSE = Path(__file__).parents[2] / "hearthline"


def test_every_kind_with_templates_is_listed_and_no_other():
    templates = [
        path.name.split(".")[0]
        for end in ("subject", "sms")
        for path in HOUSE.glob(f"*/templates/messages/*.{end}.txt")
    ]
    assert {name for name in templates if not name.startswith("_")} == set(TOPIC_OF)
    assert set(TOPIC_OF) >= ANSWERS
