"""What must hold between the nodes of a flow, so that it ends and strands nobody."""

from collections.abc import Callable, Iterator, Mapping

from hearthline.care.flows.format import DECLINED, ENOUGH, LATE, Flow, Node, Problem

Known = Mapping[str, frozenset[str]]
"""Registered checks or actions, each with the results it can give."""

UNKNOWN = "unknown"


def problems_of(flow: Flow, *, checks: Known, actions: Known) -> list[Problem]:
    """Everything wrong with a flow; empty if nothing is.

    Args:
        flow: as it was read.
        checks: what `check` and `for` may name.
        actions: what `action` may name.
    """
    found = [*_start(flow), *_targets(flow)]
    for node in flow.nodes.values():
        found += _edges_of(node, checks, actions)
        found += _nothing_is_well_unseen(flow, node)
    return found or [*_unreachable(flow), *_endless(flow)]


def _start(flow: Flow) -> Iterator[Problem]:
    if flow.start not in flow.nodes:
        yield Problem("", f"it starts at {flow.start}, which is no node")
    elif flow.nodes[flow.start].kind == "outcome":
        yield Problem(flow.start, "a flow can't start with its outcome")


def _targets(flow: Flow) -> Iterator[Problem]:
    for name, result, target in flow.edges():
        if target not in flow.nodes:
            yield Problem(name, f"`{result}` leads to {target}, which is no node")


def _edges_of(node: Node, checks: Known, actions: Known) -> Iterator[Problem]:
    """An edge for each result it can have, and for none that it can't."""
    if node.kind == "outcome":
        if node.to:
            yield Problem(node.name, "it is an outcome, where nothing can follow: remove its `to`")
        return
    if not node.to:
        yield Problem(node.name, "it is a dead end: nothing leads on from here, so give it a `to`")
        return
    known = actions if node.kind == "action" else checks
    if node.kind != "question" and node.runs not in known:
        yield Problem(
            node.name, f"there is no {_runs(node)} {node.runs}; there are {', '.join(known)}"
        )
        return
    wanted = _results(node, known)
    for result in sorted(wanted - node.to.keys()):
        yield Problem(node.name, f"it can come to `{result}`, and `to` doesn't say what then")
    for result in sorted(node.to.keys() - wanted):
        yield Problem(node.name, f"it never comes to `{result}`: remove that from `to`")
    if node.kind == "wait" and not node.limit_s:
        yield Problem(node.name, "it could wait for ever: give it a `limit_s`")


def _runs(node: Node) -> str:
    return "action" if node.kind == "action" else "check"


def _results(node: Node, known: Known) -> set[str]:
    if node.kind == "question":
        wanted = set(node.answers)
    elif node.kind == "wait":
        # While a wait's check warns or can't find out, there is only more waiting.
        wanted = (set(known[node.runs]) & {"ok", "bad"}) | {LATE}
    elif node.kind == "action":
        wanted = set(known[node.runs]) | ({DECLINED} if node.ask else set())
    else:
        wanted = set(known[node.runs])
    return wanted | ({ENOUGH} if node.at_most else set())


def _nothing_is_well_unseen(flow: Flow, node: Node) -> Iterator[Problem]:
    """`fixed` is what a check found or a person said: what is unknown never counts as healthy."""
    seen = set(node.answers) if node.kind == "question" else {"ok"}
    for result, target in node.to.items():
        end = flow.nodes.get(target)
        if end is not None and end.ends == "fixed" and result not in seen:
            yield Problem(
                node.name,
                f"`{result}` leads to {target}, which says that all is well: nobody has seen that",
            )


def _unreachable(flow: Flow) -> Iterator[Problem]:
    reached, coming = {flow.start}, [flow.start]
    while coming:
        for target in flow.nodes[coming.pop()].to.values():
            if target not in reached:
                reached.add(target)
                coming.append(target)
    for name in flow.nodes:
        if name not in reached:
            yield Problem(name, "nothing leads here: lead to it, or remove it")


def _endless(flow: Flow) -> Iterator[Problem]:
    """A walk without end would have to go round nodes that nothing bounds.

    A node with `at_most` is left by its other edges only so many times, after that by `enough`.
    So every walk ends if there is no way round with all edges of the nodes without a bound, and
    with `enough` alone of those with one.
    """

    def goes_on_to(name: str) -> list[str]:
        node = flow.nodes[name]
        return [node.to[ENOUGH]] if node.at_most else list(node.to.values())

    ring = ring_in(list(flow.nodes), goes_on_to)
    if ring:
        yield Problem(
            ring[0],
            f"it can go round for ever ({' → '.join([*ring, ring[0]])}): give one of these an "
            "`at_most` and an `enough` that leads out",
        )


def ring_in(names: list[str], goes_on_to: Callable[[str], list[str]]) -> list[str]:
    """The nodes of one way round, in order; empty if there is none."""
    done: set[str] = set()
    for first in names:
        path: list[str] = []
        stack = [(first, iter(goes_on_to(first)))] if first not in done else []
        path.extend(name for name, _ in stack)
        while stack:
            name, rest = stack[-1]
            target = next(rest, None)
            if target is None:
                done.add(name)
                stack.pop()
                path.pop()
            elif target in path:
                return path[path.index(target) :]
            elif target not in done:
                path.append(target)
                stack.append((target, iter(goes_on_to(target))))
    return []
