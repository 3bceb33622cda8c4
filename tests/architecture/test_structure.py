"""The house keeps its shape: names, sizes, jobs, who touches which table."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

PACKAGE = Path(__file__).resolve().parents[2] / "hearthline"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
ROOMS = [
    "care",
    "payments",
    "billing",
    "subscriptions",
    "network",
    "catalog",
    "customers",
    "identity",
    "notices",
    "design",
    "kernel",
]
ENQUEUE = {"enqueue", "enqueue_many"}
DOORS = ["portal", "console", "api", "jobs", "cli"]


def test_nothing_else_has_a_name():
    folders = {
        path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"
    }
    assert folders == {*ROOMS, *DOORS, "config", "locale"}


def test_no_drawers_for_odds_and_ends():
    forbidden = {"utils", "util", "helpers", "helper", "managers", "common", "misc"}
    assert [path for path in SOURCES if forbidden & {path.stem, *path.parts}] == []


def test_files_fit_in_a_head():
    too_long = {
        str(path.relative_to(PACKAGE)): lines
        for path in SOURCES
        if (lines := len(path.read_text().splitlines())) > 420
    }
    assert too_long == {}


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def test_no_signals_and_no_overridden_save():
    for path in SOURCES:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals":
                pytest.fail(f"{path} listens to signals")
            if isinstance(node, ast.ClassDef) and path.name == "models.py":
                names = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
                assert not names & {"save", "delete", "clean"}, f"{path}: {node.name}"


def test_operations_take_keywords_only():
    wrong = []
    for path in SOURCES:
        if path.stem != "operations" and "operations" not in path.parts:
            continue
        for node in _tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                positional = [*node.args.posonlyargs, *node.args.args]
                if positional:
                    wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}")
    assert wrong == []


def test_only_doors_ask_for_the_time():
    asking = []
    for path in SOURCES:
        room = path.relative_to(PACKAGE).parts[0]
        if room in DOORS or path.name in {"clock.py", "cache.py"}:
            continue
        if re.search(r"\bclock\.now\(|\bnow\(tz=|timezone\.now\(|date\.today\(", path.read_text()):
            asking.append(str(path.relative_to(PACKAGE)))
    reasons = {
        "payments/adapters/card/simulated/": "another company's server has a clock of its own",
        "identity/access.py": "a guard of doors",
        "customers/viewing.py": "a guard of doors",
        "identity/proofs.py": "a guard of doors",
        "identity/adapters/": "called by the sign-in library, which hands over no time",
        "identity/backends.py": "called by Django, which hands over no time",
        "identity/stages.py": "called by the sign-in library, which hands over no time",
        "identity/sessions.py": "called by the sign-in library, which hands over no time",
    }
    unexplained = [path for path in asking if not path.startswith(tuple(reasons))]
    assert unexplained == []


def test_every_enqueued_job_has_a_task():
    from procrastinate.contrib.django import app

    named = set()
    for path in SOURCES:
        for node in ast.walk(_tree(path)):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) in ENQUEUE
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                named.add(node.args[0].value)
    assert named, "nothing is ever enqueued"
    assert named <= set(app.tasks)


def test_sql_names_only_tables_of_its_room_and_those_below():
    """A room's statements read the rooms it may import, and write its own tables only.

    But for what makes up a whole provider by sets (`hearthline generate`), across the rooms.
    """
    owner = {
        model._meta.db_table: config.label
        for config in apps.get_app_configs()
        if config.name.startswith("hearthline.")
        for model in config.get_models()
    }
    writes = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM|COPY)\s+([a-z_]+)", re.IGNORECASE)
    statements = sorted(PACKAGE.rglob("sql/*.sql"))
    assert statements
    for path in statements:
        room = path.relative_to(PACKAGE).parts[0]
        below = {room, *ROOMS[ROOMS.index(room) :]} if room in ROOMS else set(ROOMS)
        text = re.sub(r"--.*", "", path.read_text())
        for table, label in owner.items():
            if re.search(rf"\b{table}\b", text):
                assert label in below, f"{path.relative_to(PACKAGE)} reads {table}"
        for table in writes.findall(text):
            if table in owner and path.parent != PACKAGE / "cli" / "generate" / "sql":
                assert owner[table] == room, f"{path.relative_to(PACKAGE)} writes {table}"


def test_the_project_speaks_of_itself_only():
    """No index's host in a lock or document."""
    root = PACKAGE.parent
    hosts = re.compile(
        r"pypi\.org|pythonhosted\.org|registry\.npmjs|--(extra-)?index-url", re.IGNORECASE
    )
    files = [
        *root.glob("*.lock"),
        *root.glob("*.in"),
        *root.glob("*.md"),
        *root.glob("docs/**/*.md"),
    ]
    assert files
    assert [path.name for path in files if hosts.search(path.read_text())] == []
