"""Whatever a valid flow looks like and whatever happens in it, it ends, and with something said."""

import sys
from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hearthline.care import checking
from hearthline.care.checking import Finding, known_actions, known_checks, registry
from hearthline.care.flows import problems_of, read_flow
from hearthline.care.flows.format import Flow
from hearthline.care.models import Diagnosis
from hearthline.care.operations import start_diagnosis
from tests.care.diagnoses.flow_texts import written

BOTH = {"en": "Something", "es": "Algo"}
ANSWERS = ("yes", "no", "maybe")
ENDS = ("fixed", "explained", "ticket")
# A few checks with all kinds of results; waits for one that can go bad and for one that can't.
CHECKS = ("session_up", "recent_drops", "back_online", "restarted", "phone_blocking")
ACTIONS = ("restart_connection", "send_channels")


def results_of(kind: str, runs: str, *, asks: bool) -> list[str]:
    if kind == "wait":
        return [*sorted(known_checks()[runs] & {"ok", "bad"}), "late"]
    if kind == "action":
        return [*sorted(known_actions()[runs]), *(["declined"] if asks else [])]
    return sorted(known_checks()[runs])


@st.composite
def flows(draw: Any, *, wild: bool) -> dict[str, Any]:
    """A flow; wild ones lead anywhere, the others onward, or back where a bound allows it."""
    names = [f"n{index}" for index in range(draw(st.integers(1, 7)))]
    ends = [f"end_{end}" for end in ENDS]
    nodes: dict[str, Any] = {}
    for index, name in enumerate(names):
        kind = draw(st.sampled_from(["check", "question", "action", "wait"]))
        at_most = draw(st.integers(0, 3))
        onward = names[index + 1 :] + ends
        anywhere = st.sampled_from(names + ends if wild or at_most else onward)
        node: dict[str, Any] = {"is": kind, "title": BOTH, "to": {}}
        if kind == "question":
            node["text"] = BOTH
            some = draw(st.lists(st.sampled_from(ANSWERS), min_size=1, unique=True))
            node["answers"] = {answer: {**BOTH, "to": draw(anywhere)} for answer in some}
        else:
            runs = draw(st.sampled_from(ACTIONS if kind == "action" else CHECKS))
            asks = kind == "action" and draw(st.booleans())
            node[{"check": "check", "action": "action", "wait": "for"}[kind]] = runs
            if asks:
                node["ask"] = BOTH
            if kind == "wait":
                node |= {"text": BOTH, "limit_s": draw(st.integers(1, 60))}
            for result in results_of(kind, runs, asks=asks):
                target = draw(anywhere)
                seen = result == "ok"
                node["to"][result] = target if seen or target != "end_fixed" else "end_ticket"
        if at_most:
            node["at_most"] = at_most
            node["to"]["enough"] = draw(
                st.sampled_from([end for end in onward if end != "end_fixed"])
            )
        nodes[name] = node
    for end in ENDS:
        nodes[f"end_{end}"] = {"is": "outcome", "ends": end, "title": BOTH, "text": BOTH}
    data = {"format": 1, "kind": "internet", "version": "1", "start": "n0", "nodes": nodes}
    return without_what_nothing_leads_to(data)


def without_what_nothing_leads_to(data: dict[str, Any]) -> dict[str, Any]:
    reached, coming = {"n0"}, ["n0"]
    while coming:
        node = data["nodes"][coming.pop()]
        targets = [*node.get("to", {}).values()]
        targets += [answer["to"] for answer in node.get("answers", {}).values()]
        coming += [target for target in targets if target not in reached]
        reached |= set(targets)
    data["nodes"] = {name: node for name, node in data["nodes"].items() if name in reached}
    return data


def flow_of(data: dict[str, Any]) -> Flow:
    return read_flow(written(data), source="made up")


def problems(flow: Flow) -> list[Any]:
    return problems_of(flow, checks=known_checks(), actions=known_actions())


@given(flows(wild=False))
def test_flows_made_to_be_valid_are(data):
    assert problems(flow_of(data)) == []


@given(flows(wild=True), st.data())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_what_is_called_valid_always_ends(data, choices):
    """Against a walk that tries hard not to end: it turns back wherever it can."""
    flow = flow_of(data)
    assume(not problems(flow))
    name, visits, steps = flow.start, dict[str, int](), 0
    while flow.nodes[name].kind != "outcome":
        steps += 1
        assert steps < 500, "round and round"
        node = flow.nodes[name]
        visits[name] = visits.get(name, 0) + 1
        if node.at_most and visits[name] > node.at_most:
            name = node.to["enough"]
            continue
        ways = sorted(set(node.to.values()) - ({node.to.get("enough")} if node.at_most else set()))
        back = [way for way in ways if flow.nodes[way].kind != "outcome"]
        name = choices.draw(st.sampled_from(back or ways or list(node.to.values())))


@given(flows(wild=True))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_what_is_called_endless_really_can_go_round(data):
    flow = flow_of(data)
    rings = [problem for problem in problems(flow) if "go round for ever" in problem.what]
    for problem in rings:
        ring = problem.what.partition("(")[2].partition(")")[0].split(" → ")
        for here, there in pairwise(ring):
            node = flow.nodes[here]
            ways = [node.to["enough"]] if node.at_most else list(node.to.values())
            assert there in ways


@given(flows(wild=False), st.data())
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_engine_ends_each_of_them(desk, monkeypatch, data, choices):
    """Random results, random answers: over in the end, with each step said in words."""
    flow, text = flow_of(data), written(data)
    Diagnosis.objects.all().delete()

    def any_result(registered: registry.Registered) -> registry.Registered:
        def run(case: Any) -> Finding:
            result = choices.draw(st.sampled_from(sorted(registered.results)))
            if choices.draw(st.integers(0, 9)) == 0:
                raise OSError("the line is dead")
            return Finding(result, "online_only")

        return registry.Registered(run, registered.results, registered.asks)

    with monkeypatch.context() as patch:
        for kind in (checking.CHECKS, checking.ACTIONS):
            for name, registered in list(kind.items()):
                patch.setitem(kind, name, any_result(registered))
        starting = sys.modules["hearthline.care.operations.start_diagnosis"]
        patch.setattr(starting, "current_flow", lambda **_: (flow, text))
        token = start_diagnosis(
            account_id=desk.cast.home.pk,
            user_id=desk.cast.alice.pk,
            kind="internet",
            subject_id=1,
            now=desk.now,
        )
        for _ in range(600):
            seen = desk.look(token)
            if seen.is_over:
                break
            if seen.state == "asking":
                options = [answer.value for answer in seen.answers] or ["yes", "no"]
                desk.answer(token, choices.draw(st.sampled_from(options)))
            else:
                desk.now += timedelta(seconds=7)
                desk.advance(token)
        seen = desk.look(token)
        assert seen.is_over
        assert all(line.words and line.title for line in seen.steps)
        assert seen.state != "ticket" or seen.ticket_number
        assert seen.state in {"fixed", "explained", "ticket"}
