"""The list of breached passwords: built from what is handed round, asked quickly, never half."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hearthline.cli.passwords import passwords
from hearthline.identity.breached import BreachedList, UnableToReadBreachedList, is_breached
from hearthline.identity.breached import building as how
from hearthline.identity.breached.building import UnableToBuildBreachedList, build
from hearthline.identity.breached.layout import HEAD, Shape, bucket_bits_for
from hearthline.identity.breached.sources import UnableToReadSource


def sha1(password):
    return hashlib.sha1(password.encode(), usedforsecurity=False).digest()


def line(password, count=1):
    return f"{sha1(password).hex().upper()}:{count}\n"


def made(tmp_path, text, name="list.txt", **options: Any):
    source = tmp_path / name
    source.write_bytes(text if isinstance(text, bytes) else text.encode())
    output = tmp_path / "made.breached"
    build(sources=[source], output=output, **options)
    return BreachedList(output)


WORDS = [f"password number {number}" for number in range(3000)]


# -- What is in it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["sorted", "shuffled", "lower case", "dos"])
def test_lists_in_any_order_make_the_same_file(tmp_path, order, monkeypatch):
    monkeypatch.setattr(how, "IN_MEMORY", 100)
    monkeypatch.setattr(how, "_AT_ONCE", 4)
    lines = sorted(map(line, WORDS))
    expected = made(tmp_path, "".join(lines), "expected.txt")
    first = (tmp_path / "made.breached").read_bytes()
    if order == "shuffled":
        random.Random(1).shuffle(lines)  # noqa: S311 - the same order each time
    text = "".join(lines)
    text = {"lower case": text.lower(), "dos": text.replace("\n", "\r\n")}.get(order, text)
    known = made(tmp_path, text)
    assert (tmp_path / "made.breached").read_bytes() == first
    assert len(known) == len(expected) == len(WORDS)
    known.verify()
    assert all(known.has(sha1(word)) for word in WORDS)
    assert not any(known.has(sha1(f"{word}!")) for word in WORDS)


def test_the_downloader_s_range_files(tmp_path):
    folder = tmp_path / "ranges"
    folder.mkdir()
    for word in WORDS[:50]:
        text = line(word)
        with (folder / f"{text[:5]}.txt").open("a") as file:
            file.write(text[5:])
    build(sources=[folder], output=tmp_path / "out")
    known = BreachedList(tmp_path / "out")
    assert len(known) == 50
    assert all(known.has(sha1(word)) for word in WORDS[:50])


def test_padding_and_rare_ones_are_left_out_and_doubles_count_once(tmp_path):
    text = line("padding", 0) + line("rare", 2) + line("often", 30) + line("often", 30) + "\n"
    known = made(tmp_path, text, seen_at_least=3)
    assert len(known) == 1
    assert known.has(sha1("often"))
    assert not known.has(sha1("rare"))
    assert not known.has(sha1("padding"))


def test_one_entry_is_enough(tmp_path):
    known = made(tmp_path, line("a"))
    known.verify()
    assert known.has(sha1("a"))
    assert not known.has(sha1("b"))


def test_the_chance_of_a_wrong_yes_is_below_one_in_a_million():
    for entries in (1, 255, 257, 10_000_000, 1_000_000_000):
        shape = Shape(bucket_bits_for(entries), entries)
        assert entries / shape.buckets / 2**32 < 1e-6
    assert Shape(bucket_bits_for(10_000_000), 10_000_000).size < 50_000_000


# -- What is wrong with a list ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad",
    [
        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8",  # no count is fine: see below
        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD:1",
        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8A:1",
        "ZBAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:1",
        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:many",
        "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:-3",
        "password",
        "<html>",
        "\x00\x01\x02",
    ],
)
def test_a_line_that_is_none_is_named(tmp_path, bad):
    text = line("a") + bad + "\n" + line("b")
    if bad.endswith("68FD8"):
        assert len(made(tmp_path, text)) == 3
        return
    with pytest.raises(UnableToReadSource, match=r"list\.txt, line 2"):
        made(tmp_path, text)
    assert not (tmp_path / "made.breached").exists()
    assert not list(tmp_path.glob(".*building"))


def test_what_was_there_stays_when_a_build_fails(tmp_path):
    made(tmp_path, line("a"))
    before = (tmp_path / "made.breached").read_bytes()
    with pytest.raises(UnableToReadSource):
        made(tmp_path, "rubbish\n")
    with pytest.raises(UnableToBuildBreachedList, match="no hash"):
        made(tmp_path, "\n")
    with pytest.raises(UnableToReadSource, match="There is no"):
        build(sources=[tmp_path / "nowhere"], output=tmp_path / "made.breached")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnableToReadSource, match="empty"):
        build(sources=[tmp_path / "empty"], output=tmp_path / "made.breached")
    assert (tmp_path / "made.breached").read_bytes() == before


def test_a_build_that_was_killed_leaves_nothing_in_the_way(tmp_path):
    source = tmp_path / "list.txt"
    source.write_text("".join(line(f"{word} {n}") for word in WORDS for n in range(60)))
    output = tmp_path / "made.breached"
    code = (
        "import sys; from pathlib import Path;"
        "from hearthline.identity.breached import building as how; how.IN_MEMORY = 5000;"
        "how.build(sources=[Path(sys.argv[1])], output=Path(sys.argv[2]))"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(source), str(output)])
    folder = tmp_path / ".made.breached.building"
    until = time.monotonic() + 20
    while not list(folder.glob("run-*")) and time.monotonic() < until and process.poll() is None:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not output.exists()
    assert folder.exists()
    build(sources=[source], output=output)
    assert len(BreachedList(output)) == 60 * len(WORDS)
    assert not folder.exists()


def test_two_builds_at_once(tmp_path):
    begun, go_on = threading.Event(), threading.Event()

    def slow(_reading):
        begun.set()
        go_on.wait(10)

    source = tmp_path / "list.txt"
    source.write_text(line("a"))
    output = tmp_path / "made.breached"
    thread = threading.Thread(
        target=build, kwargs={"sources": [source], "output": output, "told": slow}
    )
    thread.start()
    begun.wait(10)
    with pytest.raises(UnableToBuildBreachedList, match="under way"):
        build(sources=[source], output=output)
    go_on.set()
    thread.join(10)
    assert len(BreachedList(output)) == 1


# -- A file that is none ---------------------------------------------------------------------------


def test_a_damaged_file_is_known(tmp_path):
    known = made(tmp_path, "".join(map(line, WORDS)))
    path = tmp_path / "made.breached"
    whole = path.read_bytes()
    known.verify()
    cases = {
        "cut off": whole[:-4],
        "longer": whole + b"0000",
        "no head": whole[: HEAD.size - 1],
        "another": b"X" + whole[1:],
    }
    for content in cases.values():
        (tmp_path / "broken").write_bytes(content)
        with pytest.raises(UnableToReadBreachedList):
            BreachedList(tmp_path / "broken")
    flipped = bytearray(whole)
    flipped[-1] ^= 1
    (tmp_path / "broken").write_bytes(flipped)
    with pytest.raises(UnableToReadBreachedList, match="damaged"):
        BreachedList(tmp_path / "broken").verify()
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(UnableToReadBreachedList, match="can't be read"):
            BreachedList(path)
    (tmp_path / "nothing").touch()
    with pytest.raises(UnableToReadBreachedList):
        BreachedList(tmp_path / "nothing")


# -- Asking ----------------------------------------------------------------------------------------


def test_the_list_that_comes_along():
    for password in ("123456", "iloveyou", "correct horse battery staple", "thisismypassword"):
        assert is_breached(password)
    for password in ("", "maple-syrup-on-pancakes", "x" * 10_000, "😀🎉", "\ud800", "a\x00b"):
        assert not is_breached(password)


def test_either_way_of_composing_accents():
    assert is_breached("contraseña123456")
    assert is_breached("contrasen\u0303a123456"), "NFKC makes it the one in the list"


def test_another_file_takes_its_place_at_once(tmp_path, settings):
    made(tmp_path, line("old one"))
    settings.BREACHED_PASSWORDS_FILE = str(tmp_path / "made.breached")
    assert is_breached("old one")
    made(tmp_path, line("new one"))
    assert is_breached("new one")
    assert not is_breached("old one")
    (tmp_path / "nonsense").write_bytes(b"nonsense")
    (tmp_path / "nonsense").replace(tmp_path / "made.breached")
    assert is_breached("new one"), "one that can't be read doesn't take the place of one that can"
    (tmp_path / "made.breached").unlink()
    assert is_breached("new one")


@pytest.mark.parametrize("rubbish", [b"", b"nonsense", b"\xff" * 5000])
def test_a_file_that_is_overwritten_while_it_is_open(tmp_path, settings, rubbish):
    """Whoever mapped it would be ended here by the system."""
    made(tmp_path, "".join(map(line, WORDS)))
    settings.BREACHED_PASSWORDS_FILE = str(tmp_path / "made.breached")
    assert is_breached(WORDS[0])
    (tmp_path / "made.breached").write_bytes(rubbish)
    assert not is_breached(WORDS[0])


def test_many_threads_ask_while_files_change(tmp_path, settings):
    made(tmp_path, "".join(map(line, WORDS)))
    settings.BREACHED_PASSWORDS_FILE = str(tmp_path / "made.breached")
    wrong, over = [], threading.Event()

    def ask():
        while not over.is_set():
            if not is_breached(WORDS[7]) or is_breached("not in any"):
                wrong.append(1)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        made(tmp_path, "".join(map(line, WORDS)))
    over.set()
    for thread in threads:
        thread.join()
    assert not wrong


def test_what_is_shipped_is_what_the_script_builds(tmp_path):
    sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
    try:
        import common_passwords  # type: ignore[import-not-found] # a command, found by its path
    finally:
        sys.path.pop(0)
    common_passwords.make(tmp_path)
    for name in ("common.breached", "sample.txt"):
        assert (tmp_path / name).read_bytes() == (common_passwords.FOLDER / name).read_bytes()
    build(sources=[tmp_path / "sample.txt"], output=tmp_path / "from-sample")
    assert BreachedList(tmp_path / "from-sample").has(sha1("qwerty"))


# -- The command -----------------------------------------------------------------------------------


def test_the_command(tmp_path):
    source = tmp_path / "list.txt"
    source.write_text("".join(map(line, WORDS)))
    output = tmp_path / "made.breached"
    runner = CliRunner()
    answer = runner.invoke(passwords, ["build", str(source), "--output", str(output)])
    assert answer.exit_code == 0, answer.output
    assert "3,000 passwords" in answer.output
    assert "3,000 lines read" in answer.stderr
    assert runner.invoke(passwords, ["check", str(output)]).exit_code == 0
    assert runner.invoke(passwords, ["check"]).exit_code == 0
    output.write_bytes(output.read_bytes()[:-4])
    answer = runner.invoke(passwords, ["check", str(output)])
    assert answer.exit_code == 1
    assert "cut off" in answer.stderr
    source.write_text("rubbish")
    answer = runner.invoke(passwords, ["build", str(source), "--output", str(output)])
    assert answer.exit_code == 1
    assert "line 1" in answer.stderr
