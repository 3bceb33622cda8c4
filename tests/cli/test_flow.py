"""`hearthline flow check` and `hearthline flow draw`."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from hearthline.care.flows.finding import SHIPPED
from hearthline.cli.flow import flow


def run(*arguments: object) -> Any:
    return CliRunner().invoke(flow, [str(argument) for argument in arguments])


def test_the_flows_that_hold_are_checked():
    answer = run("check")
    assert answer.exit_code == 0, answer.output
    assert answer.output.count("nothing found") == 3


def test_own_flows_win(settings, tmp_path):
    settings.FLOWS_DIR = tmp_path
    text = (SHIPPED / "tv.toml").read_text().replace('version = "1"', 'version = "ours"')
    (tmp_path / "tv.toml").write_text(text)
    answer = run("check")
    assert "tv, version ours" in answer.output
    assert "phone, version 1" in answer.output


def test_mistakes_are_shown_with_file_and_node(tmp_path):
    path = tmp_path / "internet.toml"
    text = (SHIPPED / "internet.toml").read_text()
    path.write_text(text.replace('unknown = "account" }', 'unknown = "acount" }'))
    answer = run("check", path, SHIPPED / "tv.toml")
    assert answer.exit_code == 1
    assert f"{path}: node outage: `unknown` leads to acount, which is no node" in answer.output
    assert "tv.toml: tv, version 1" in answer.output, "the others are checked too"


def test_a_file_of_another_kind_is_noticed(tmp_path):
    (tmp_path / "tv.toml").write_text((SHIPPED / "phone.toml").read_text())
    answer = run("check", tmp_path / "tv.toml")
    assert answer.exit_code == 1
    assert "the file of tv has a flow of phone" in answer.output


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"nodes = 3"])
@pytest.mark.parametrize("command", ["check", "draw"])
def test_files_that_cannot_be_read_are_said_in_one_line(tmp_path, content, command):
    path = tmp_path / "x.toml"
    if content is not None:
        path.write_bytes(content)
    answer = run(command, path)
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output
    assert "x.toml" in answer.output


@pytest.mark.parametrize("kind", ["internet", "tv", "phone"])
def test_pictures_are_whole(kind):
    answer = run("draw", kind)
    assert answer.exit_code == 0
    picture = ET.fromstring(answer.output)  # noqa: S314 - our own
    text = " ".join(picture.itertext())
    width = int(picture.attrib["width"])
    assert "Outages at your address" in text
    for shape in picture.iter("{http://www.w3.org/2000/svg}rect"):
        assert int(shape.attrib["x"]) + int(shape.attrib["width"]) < width


def test_a_picture_in_text():
    answer = run("draw", "--text", "phone")
    assert "registered (check: phone_registered)" in answer.output
    assert "[explained] There is an outage at your address" in answer.output
