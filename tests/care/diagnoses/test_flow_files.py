"""The flows that come with Hearthline are valid; every way to break one is noticed and named."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from hearthline.care.checking import known_actions, known_checks
from hearthline.care.flows import UnableToReadFlow
from hearthline.care.flows.finding import SHIPPED, valid_flow
from tests.care.diagnoses.flow_texts import KINDS, shipped, written


def problems(data: dict[str, Any]) -> list[str]:
    try:
        valid_flow(written(data), source="x.toml")
    except UnableToReadFlow as error:
        return [line.removeprefix("x.toml: ") for line in str(error).splitlines()]
    return []


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_flows_are_valid(kind):
    text = (SHIPPED / f"{kind}.toml").read_text()
    assert valid_flow(text, source=kind).kind == kind
    assert problems(shipped(kind)) == [], "and so they are when written anew"


def test_every_check_and_action_is_used():
    used = set()
    for kind in KINDS:
        for node in shipped(kind)["nodes"].values():
            used |= {node.get("check"), node.get("for"), node.get("action")}
    assert used - {None} == known_checks().keys() | known_actions().keys()


def edges(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, node in data["nodes"].items():
        yield from ((name, result) for result in node.get("to", {}))
        yield from ((name, answer) for answer in node.get("answers", {}))


def aim(data: dict[str, Any], name: str, result: str, target: str | None) -> None:
    node = data["nodes"][name]
    if result in node.get("answers", {}):
        if target is None:
            del node["answers"][result]["to"]
        else:
            node["answers"][result]["to"] = target
    elif target is None:
        del node["to"][result]
    else:
        node["to"][result] = target


@pytest.mark.parametrize("kind", KINDS)
def test_each_edge_taken_away_is_missed(kind):
    for name, result in list(edges(shipped(kind))):
        data = shipped(kind)
        aim(data, name, result, None)
        found = problems(data)
        assert found, (name, result)
        assert f"node {name}: " in found[0]
        assert f"`{result}`" in found[0] or "dead end" in found[0]


@pytest.mark.parametrize("kind", KINDS)
def test_each_edge_to_nowhere_is_noticed(kind):
    for name, result in list(edges(shipped(kind))):
        data = shipped(kind)
        aim(data, name, result, "nowhere")
        assert f"node {name}: `{result}` leads to nowhere, which is no node" in problems(data)


@pytest.mark.parametrize("kind", KINDS)
def test_each_node_taken_away_is_missed(kind):
    for name in shipped(kind)["nodes"]:
        data = shipped(kind)
        del data["nodes"][name]
        assert any(f"{name}, which is no node" in problem for problem in problems(data)), name


@pytest.mark.parametrize("kind", KINDS)
def test_each_node_that_nothing_leads_to_is_noticed(kind):
    for name in shipped(kind)["nodes"]:
        data = shipped(kind)
        data["nodes"]["copy"] = copy.deepcopy(data["nodes"][name])
        assert "node copy: nothing leads here: lead to it, or remove it" in problems(data)


@pytest.mark.parametrize("kind", KINDS)
def test_each_text_without_a_language_is_noticed(kind):
    for name, node in shipped(kind)["nodes"].items():
        for place in ("title", "text", "ask"):
            for language in ("en", "es"):
                if place not in node:
                    continue
                data = shipped(kind)
                data["nodes"][name][place].pop(language)
                assert f"node {name}: `{place}` has no text in {language}" in problems(data)
                data["nodes"][name][place][language] = "  "
                assert f"node {name}: `{place}` has no text in {language}" in problems(data)
        for answer in node.get("answers", {}):
            data = shipped(kind)
            data["nodes"][name]["answers"][answer].pop("es")
            assert f"node {name}: the answer `{answer}` has no text in es" in problems(data)


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_taken_away_is_missed(kind):
    for name, node in shipped(kind)["nodes"].items():
        for field in node.keys() - {"at_most", "leads_to", "every_s", "ask"}:
            data = shipped(kind)
            del data["nodes"][name][field]
            assert any(f"node {name}: " in problem for problem in problems(data)), (name, field)
    for field in ("format", "kind", "version", "start", "nodes"):
        data = shipped(kind)
        del data[field]
        assert problems(data), field


@pytest.mark.parametrize("kind", KINDS)
def test_each_check_that_there_is_not_is_noticed(kind):
    for name, node in shipped(kind)["nodes"].items():
        for field in ("check", "action", "for"):
            if field in node:
                data = shipped(kind)
                data["nodes"][name][field] = "crystal_ball"
                (found,) = problems(data)
                assert "crystal_ball" in found
                assert "there are" in found, "it says what there is"


@pytest.mark.parametrize("kind", KINDS)
def test_what_nobody_saw_never_counts_as_well(kind):
    for name, result in list(edges(shipped(kind))):
        node = shipped(kind)["nodes"][name]
        data = shipped(kind)
        aim(data, name, result, "end_fixed")
        said_or_seen = result in node.get("answers", {}) or result == "ok"
        said = [problem for problem in problems(data) if "nobody has seen that" in problem]
        assert bool(said) is not said_or_seen, (name, result)


def without_bounded_ways(data: dict[str, Any]) -> set[str]:
    """What can be reached however often: a node with a bound lets through `enough` only."""
    reached, coming = set[str](), [data["start"]]
    while coming:
        name = coming.pop()
        if name in reached:
            continue
        reached.add(name)
        node = data["nodes"][name]
        to = node.get("to", {})
        ways = [to["enough"]] if "enough" in to else list(to.values())
        coming += ways + [answer["to"] for answer in node.get("answers", {}).values()]
    return reached


@pytest.mark.parametrize("kind", KINDS)
def test_each_way_round_without_a_bound_is_noticed(kind):
    """Whatever leads back to the start goes round for ever."""
    tried = 0
    for name, result in list(edges(shipped(kind))):
        data = shipped(kind)
        aim(data, name, result, "outage")
        is_bounded = "at_most" in data["nodes"][name] and result != "enough"
        if is_bounded or name not in without_bounded_ways(shipped(kind)):
            continue
        tried += 1
        found = problems(data)
        assert any("go round for ever" in problem for problem in found) or any(
            "nothing leads here" in problem for problem in found
        ), (name, result)
    assert tried > 20


def test_a_bound_is_what_keeps_the_restart_from_going_round():
    data = shipped("internet")
    del data["nodes"]["restart"]["at_most"]
    del data["nodes"]["restart"]["to"]["enough"]
    (found,) = problems(data)
    assert "go round for ever" in found
    assert "restart" in found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.update(format=2), "format = 1"),
        (lambda data: data.update(kind="gas"), "one of internet, tv, phone"),
        (lambda data: data.update(start="nowhere"), "it starts at nowhere"),
        (lambda data: data.update(start="end_fixed"), "can't start with its outcome"),
        (lambda data: data.update(nodes={}), "there is no node"),
        (lambda data: data.update(colour="red"), "there is no `colour` here"),
        (lambda data: data["nodes"]["power"].update({"is": "riddle"}), "`is` must be one of"),
        (lambda data: data["nodes"]["power"].update(answers={}), "needs answers"),
        (lambda data: data["nodes"]["wait_back"].update(limit_s=0), "from 1 to 900"),
        (lambda data: data["nodes"]["wait_back"].update(limit_s=10**9), "from 1 to 900"),
        (lambda data: data["nodes"]["wait_back"].update(limit_s=True), "from 1 to 900"),
        (lambda data: data["nodes"]["wait_back"].pop("limit_s"), "`limit_s` is missing"),
        (lambda data: data["nodes"]["restart"].pop("ask"), "`declined` needs an `ask`"),
        (lambda data: data["nodes"]["end_fixed"].update(to={"ok": "works"}), "nothing can follow"),
        (lambda data: data["nodes"]["end_fixed"].update(leads_to="moon"), "`leads_to` must be"),
        (lambda data: data["nodes"]["session"].update(to={}), "dead end"),
        (lambda data: data["nodes"]["session"].update(to="drops"), "`to` must name a node"),
        (lambda data: data["nodes"]["session"]["to"].update(warn="drops"), "never comes to `warn`"),
        (lambda data: data["nodes"]["session"]["title"].update(fr="Oui"), "don't speak"),
        (lambda data: data["nodes"]["session"].update(at_most=2), "`enough`"),
    ],
)
def test_other_slips_are_named(change, words):
    data = shipped("internet")
    change(data)
    assert words in "\n".join(problems(data))


@pytest.mark.parametrize("text", ["[", "nodes = 3", "[nodes]\nx = 1", "", "\x00", "a = 1\na = 2"])
def test_files_that_are_no_flow_at_all(text):
    with pytest.raises(UnableToReadFlow):
        valid_flow(text, source="x.toml")
