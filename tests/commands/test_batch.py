"""An array of audits: one result a line in order, or nothing and every problem by its index."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

import audit.batch
from audit.batch import MOST_PROBLEMS, documents, is_batch, score_batch
from audit.scoring.checklist import Checklist
from audit.scoring.loading import load_checklist
from audit.scoring.problems import RefusedError
from audit.scoring.results import result_of
from audit.scoring.score import score
from tests.commands.running import put, refused, run, small_answers, small_checklist
from tests.scoring.cases import written


class Trickle(io.RawIOBase):
    """A stream that hands out a few bytes at a time, never more than asked for."""

    def __init__(self, data: bytes, most: int) -> None:
        self._data, self._most, self._at = data, most, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        size = self._most if size < 0 else min(size, self._most)
        piece = self._data[self._at : self._at + size]
        self._at += len(piece)
        return piece


@pytest.fixture(params=[1, 2, 3, 7, 64, 1 << 20])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(audit.batch, "_CHUNK", request.param)
    return int(request.param)


@pytest.fixture(scope="module")
def loaded() -> Checklist:
    return load_checklist(written(small_checklist()))


def read(text: str | bytes, chunk: int) -> list[object]:
    stream: Any = Trickle(text.encode() if isinstance(text, str) else text, chunk)
    return list(documents(b"", stream))


def problems(text: str | bytes, chunk: int) -> list[tuple[str, str, int | None]]:
    with pytest.raises(RefusedError) as found:
        read(text, chunk)
    return [(problem.where(), problem.code, problem.line) for problem in found.value.problems]


@pytest.mark.parametrize(
    "value",
    [
        [],
        [1],
        [12345678901234567, 2, 30],
        ["", "评星", "\U00020bb7👍", 'a"b\\', "a,b]"],
        [None, True, False],
        [[], {}, [[]], {"a": [{}]}],
        [{"a": {"b": [1, 2, {"c": "]"}]}}] * 5,
    ],
)
def test_elements_come_whole_wherever_the_stretches_end(chunk: int, value: list[object]) -> None:
    for text in (json.dumps(value), json.dumps(value, indent=3, ensure_ascii=False)):
        assert read(text, chunk) == value
    assert read("\ufeff \r\n\t" + json.dumps(value, ensure_ascii=False) + " \n", chunk) == value


def test_numbers_keep_their_text(chunk: int) -> None:
    (element,) = read('[{"a": [1.50, 10, 0.1000, 1e5]}]', chunk)
    assert str(element) == "{'a': [1.50, 10, 0.1000, 1e5]}"


@pytest.mark.parametrize("seed", range(5))
def test_random_arrays(chunk: int, seed: int) -> None:
    rng = Random(seed)

    def value(depth: int) -> object:
        kind = rng.randrange(6 if depth < 4 else 4)
        if kind == 0:
            return rng.randrange(-(10**6), 10**6)
        if kind == 1:
            return "".join(rng.choices('ab评"\\\n\t {}[],:𠮷', k=rng.randrange(8)))
        if kind in {2, 3}:
            return rng.choice([None, True, False, ""])
        if kind == 4:
            return [value(depth + 1) for _ in range(rng.randrange(4))]
        return {f"k{n}": value(depth + 1) for n in range(rng.randrange(4))}

    array = [value(0) for _ in range(6)]
    text = json.dumps(array, ensure_ascii=rng.random() < 0.5, indent=rng.choice([None, 1]))
    assert read(text, chunk) == array


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[1,]", "[1]"),
        ("[,1]", "[0]"),
        ("[1,,2]", "[1]"),
        ("[1 2]", ""),
        ("[1", ""),
        ("[1,", "[1]"),
        ("[", "[0]"),
        ('["a', "[0]"),
        ('[{"a": 1}, {"a": ', "[1]"),
        ("[1] x", ""),
        ("[1][2]", ""),
        ("[1],", ""),
        ("[1}", ""),
        ("[nul]", "[0]"),
        ("['a']", "[0]"),
        ("[01]", ""),
        ("[1.]", ""),
        ("[+1]", "[0]"),
        ("[//x\n1]", "[0]"),
        ('["a\nb"]', "[0]"),
    ],
)
def test_what_is_no_array_is_refused(chunk: int, text: str, where: str) -> None:
    ((place, code, line),) = problems(text, chunk)
    assert (place in {where, ""} or place == where, code) == (True, "not-json")
    assert line in {1, 2}


@pytest.mark.parametrize(
    "chunk",
    [
        1,
        7,
        64,
        1 << 20,
    ],
    indirect=True,
)
def test_a_line_is_that_of_the_whole_text(chunk: int) -> None:
    text = "[\n" + '{"a":\n1},\n' * 20 + "oops]"
    assert problems(text, chunk) == [("[20]", "not-json", 42)]


def test_bytes_that_are_no_text_are_refused(chunk: int) -> None:
    assert [code for _where, code, _line in problems(b'["a", "\xff"]', chunk)] == ["not-utf8"]
    assert [code for _where, code, _line in problems('["评'.encode()[:-1], chunk)] == ["not-utf8"]


@pytest.mark.parametrize("text", ['[{"a":1,"a":2}]', '[1, {"b": {"a":1, "a" :2}}]'])
def test_a_name_given_twice_is_refused(chunk: int, text: str) -> None:
    ((place, code, _line),) = problems(text, chunk)
    assert (place[:1], code) == ("[", "duplicate-name")


def test_control_characters_are_refused(chunk: int) -> None:
    ((place, code, _line),) = problems('[1, {"a": "\\u0007"}]', chunk)
    assert (place.startswith("[1]"), code) == (True, "unprintable")


@pytest.mark.parametrize(("data", "yes"), [(b"[", True), (b" \n\t[1]", True), (b"\xef\xbb\xbf[", True), (b"{", False)])
def test_what_is_a_batch(data: bytes, yes: bool) -> None:
    batch, start = is_batch(io.BytesIO(data))
    assert (batch, start) == (yes, data)


def test_blanks_before_the_array_may_be_many() -> None:
    stream: Any = Trickle(b"\xef\xbb\xbf" + b" \n" * 9000 + b"[1]", 100)
    batch, start = is_batch(stream)
    assert (batch, list(documents(start, stream))) == (True, [1])


def test_an_empty_file_is_none() -> None:
    assert is_batch(io.BytesIO(b"")) == (False, b"")
    assert is_batch(io.BytesIO(b" " * 10)) == (False, b" " * 10)


# -- scored


def batch_of(loaded: Checklist, text: str, chunk: int) -> bytes:
    out = io.BytesIO()
    stream: Any = Trickle(text.encode(), chunk)
    score_batch(loaded, b"", stream, out)
    return out.getvalue()


def varied() -> Iterator[dict[str, Any]]:
    for count in range(4):
        answers = small_answers()
        answers["answers"]["1"]["faults"]["a"] = count
        answers["answers"]["2"]["met"] = count % 2 == 0
        yield answers
    yield {"checklist": "k@1", "answers": {}}


def test_a_line_is_the_result_of_its_document(chunk: int, loaded: Checklist) -> None:
    array = list(varied())
    lines = batch_of(loaded, json.dumps(array), chunk).decode().splitlines()
    assert lines == [
        json.dumps(result_of(score(loaded, answers)), ensure_ascii=False, separators=(",", ":")) for answers in array
    ]


def test_a_bad_document_silences_the_rest(chunk: int, loaded: Checklist) -> None:
    array: list[object] = [*varied(), 7, {"checklist": "k@1", "answers": {"9": {}, "8": {}}}, *varied(), None]
    out = io.BytesIO()
    stream: Any = Trickle(json.dumps(array).encode(), chunk)
    with pytest.raises(RefusedError) as found:
        score_batch(loaded, b"", stream, out)
    assert out.getvalue() == b""
    places = [problem.where() for problem in found.value.problems]
    assert places == ["[5]", "[6].answers.9", "[6].answers.8", "[12]"]


def test_text_that_breaks_off_silences_what_was_whole(chunk: int, loaded: Checklist) -> None:
    out = io.BytesIO()
    stream: Any = Trickle((json.dumps(list(varied()))[:-1] + ",").encode(), chunk)
    with pytest.raises(RefusedError):
        score_batch(loaded, b"", stream, out)
    assert out.getvalue() == b""


def test_problems_have_an_end(loaded: Checklist) -> None:
    with pytest.raises(RefusedError) as found:
        score_batch(loaded, b"", io.BytesIO(b"[" + b"1," * 5000 + b"1]"), io.BytesIO())
    assert len(found.value.problems) == MOST_PROBLEMS


# -- through the command


def test_a_result_a_line_in_order(tmp_path: Path, checklist: Path) -> None:
    array = list(varied())
    done = run("score", checklist, put(tmp_path, "batch.json", array), "--format", "json")
    assert (done.status, done.errors) == (0, "")
    results = [json.loads(line) for line in done.out.splitlines()]
    assert [result["low"]["total"] for result in results] == ["9.00", "6.00", "7.00", "4.00", "0.00"]
    assert done.out.splitlines()[0] == json.dumps(results[0], ensure_ascii=False, separators=(",", ":"))
    again = run("score", checklist, "-", given=json.dumps(array).encode())
    assert again.out == done.out


def test_an_empty_array_prints_nothing(tmp_path: Path, checklist: Path) -> None:
    done = run("score", checklist, put(tmp_path, "batch.json", []), "--format", "json")
    assert (done.status, done.out, done.errors) == (0, "", "")


def test_every_bad_document_is_named_by_its_index(tmp_path: Path, checklist: Path) -> None:
    array: list[Any] = [*varied(), *varied()]
    array[1]["answers"]["1"]["faults"]["zz"] = 1
    array[7] = "no"
    array[9]["checklist"] = "other@1"
    place = put(tmp_path, "batch.json", array)
    lines = refused("score", checklist, place, "--format", "json")
    assert [line.removeprefix(f"{place}").split(": ")[1] for line in lines] == [
        "[1].answers.1.faults.zz",
        "[7]",
        "[9].checklist",
    ]


@pytest.mark.parametrize("cut", ["[", "[{},", "[{}, x]", "[{}]]", '[{"checklist": "k@1"'])
def test_a_broken_array_is_refused(checklist: Path, cut: str) -> None:
    lines = refused("score", checklist, "-", "--format", "json", given=cut.encode())
    assert lines[-1].startswith("<stdin>")


def test_a_long_batch_takes_little_memory(tmp_path: Path, checklist: Path) -> None:
    text = json.dumps(small_answers())
    place = tmp_path / "batch.json"
    with place.open("w") as out:
        out.write("[" + ",\n".join([text] * 8_000) + "]")
    done = run("score", checklist, place, "--format", "json")
    assert done.status == 0
    assert done.out.count("\n") == 8_000
    assert done.megabytes < 200


def test_an_array_is_no_effort_and_no_plan(tmp_path: Path, checklist: Path) -> None:
    refused("plan", checklist, put(tmp_path, "batch.json", [small_answers()]))
