"""The sheet's own arithmetic, recalculated by LibreOffice, against the one scoring function."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook

from audit.scoring.compiled import compile_checklist
from audit.scoring.figures import points_of
from audit.scoring.score import Score, score
from audit.workbooks.columns import COLUMNS, field_cell
from audit.workbooks.layout import lay_out
from audit.workbooks.reading import read_score_sheet
from audit.workbooks.writing import write_score_sheet
from tests.workbooks.samples import BRANCHES, POLICIES, blank, canonical, random_document, sample, shipped

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")

_COLUMN = {column.id: position for position, column in enumerate(COLUMNS, 1)}


def _sevenths() -> dict[str, Any]:
    """Everything not applicable but a little: quotients that end on a half and on endless places."""
    return blank(
        sample(),
        branch={"kind": "other"},
        answers={
            "1": {"faults": {"a": 3, "b": 1}},
            "2": {"faults": {}, "other": [{"points": "0.35", "reason": "灰"}, {"points": "9", "reason": "灰"}]},
            "L1": {"na": "无"},
            "L2": {"na": "无"},
            "M1": {"na": "无"},
            "M2": {"value": "-0.5"},
            "M3": {"value": "18.65"},
            "Z": {"na": "无"},
        },
    )


def _nothing_counts() -> dict[str, Any]:
    away = {id_: {"na": "无"} for id_ in ("1", "L1", "L2", "M1", "M2", "M3", "Z")}
    return blank(sample(), branch={"kind": "x"}, answers={**away, "2": {"faults": {}}}, bonus={"b1": 9, "b2": 1})


def _cases() -> dict[str, tuple[Any, dict[str, Any]]]:
    random = Random(20260520)
    cases = {
        f"{policy}-{over}-{number}": (checklist, random_document(checklist, random))
        for policy in POLICIES
        for over in ("false", "true")
        for checklist in (sample(policy, over),)
        for number in range(5)
    }
    cases |= {f"open-{n}": (sample(), random_document(sample(), random, answered=0.5)) for n in range(4)}
    cases |= {f"big-{n}": (shipped(), random_document(shipped(), random)) for n in range(2)}
    cases["sevenths"] = (sample(), _sevenths())
    full = {"1": {"faults": {}}, "L2": {"level": "x"}, "M1": {"value": "99"}}
    for over in ("false", "true"):
        checklist = sample("full", over)
        away = {line.id: {"na": "无"} for line in compile_checklist(checklist).lines if line.na}
        document = blank(checklist, branch=BRANCHES[0], answers={**away, "2": {"faults": {}}, **full})
        cases[f"all-and-more-{over}"] = (checklist, {**document, "bonus": {"b1": 9, "b2": 1}})
    odd = {"1": {"faults": {}, "note": '_x0041_ "=1"\n二 <&>'}, "Z": {"na": "=1+1"}}
    cases["odd-texts"] = (sample(), blank(sample(), answers=odd))
    cases["nothing"] = (sample(), _nothing_counts())
    live = {"name": "未填设施"}
    cases["live"] = (sample(), blank(sample(), audit={"place": "北京"}, answers={"1": {"faults": {"a": 1}}}))
    cases["no-kind"] = (sample(), blank(sample(), branch=live, answers={"1": {"faults": {"a": 1}}}))
    return cases


@pytest.fixture(scope="module")
def figured(saved: Any) -> dict[str, tuple[Score, "_Figures"]]:
    """Every case as scored here and as recalculated there."""
    return {
        name: (score(checklist, document), _Figures(checklist, document, data))
        for name, (checklist, document, data) in saved.items()
    }


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Any, dict[str, Any], bytes]]:
    """Every case as LibreOffice saved it again: one run for all of them."""
    folder = tmp_path_factory.mktemp("sheets")
    cases = _cases()
    for name, (checklist, document) in cases.items():
        (folder / f"{name}.xlsx").write_bytes(write_score_sheet(checklist, document))
    _convert(folder)
    return {
        name: (checklist, document, (folder / "out" / f"{name}.xlsx").read_bytes())
        for name, (checklist, document) in cases.items()
    }


def _convert(folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    subprocess.run([*command, *map(str, sorted(folder.glob("*.xlsx")))], check=True, capture_output=True, timeout=120)


class _Figures:
    """The figures on a recalculated sheet, in hundredths."""

    def __init__(self, checklist: Any, document: dict[str, Any], data: bytes) -> None:
        self.page = load_workbook(BytesIO(data), data_only=True).worksheets[0]
        others = {id_: len(entry.get("other", ())) for id_, entry in document["answers"].items()}
        self.layout = lay_out(compile_checklist(checklist), others)

    def at(self, row: int, column: str = "score") -> int | str | None:
        value = self.page.cell(row, _COLUMN[column]).value
        return points_of(f"{value:.2f}") if isinstance(value, int | float) else value

    def sections(self) -> list[Any]:
        return [self.at(rows.first) for rows in self.layout.sections]

    def modules(self) -> list[Any]:
        return [self.at(rows.first) for rows in self.layout.modules]

    def criteria(self) -> dict[str, Any]:
        return {id_: self.at(rows.first) for id_, rows in self.layout.criteria.items()}

    def header(self, field: str) -> Any:
        return self.page[field_cell(field)].value


def _scores(result: Score) -> dict[str, Any]:
    shown = {"unanswered": None, "not_applicable": "—"}
    return {got.line.id: shown.get(got.status) if got.score is None else got.score for got in result.criteria}


def test_every_figure_of_a_complete_audit_is_that_of_the_scoring_function(figured: Any) -> None:
    for name, (result, figures) in figured.items():
        assert figures.criteria() == _scores(result), name
        if result.complete:
            assert figures.sections() == result.low.sections, name
            assert figures.modules() == [got if got is not None else "—" for got in result.low.scores], name
            assert figures.at(figures.layout.totals["total"]) == result.low.total, name
            assert figures.at(figures.layout.totals["final"]) == result.low.final, name
            assert points_of(f"{figures.header('final'):.2f}") == result.low.final, name
            assert figures.header("progress") == "已完成", name


def test_an_open_audit_shows_what_is_left(figured: Any) -> None:
    for name, (result, figures) in figured.items():
        if result.unanswered:
            assert figures.header("progress") == f"未完成 {len(result.unanswered)} 项", name


def test_the_lost_points_of_a_criterion_are_those_of_the_scoring_function(figured: Any) -> None:
    for name, (result, figures) in figured.items():
        for got in result.criteria:
            if got.status == "scored":
                assert figures.at(figures.layout.criteria[got.line.id].first, "amount") == got.raw, name


def test_the_cases_cover_what_the_contract_says(figured: Any) -> None:
    results = [result for result, _figures in figured.values()]
    assert any(sum(result.low.spills) for result in results)
    assert any(sum(result.low.module_spills) for result in results)
    assert any(None in result.low.scores for result in results)
    assert any(result.low.counting != list(result.sheet.module_points) for result in results)
    assert any((got.score or 0) < 0 for result in results for got in result.criteria)
    assert any(result.low.final > result.sheet.points for result in results)


def test_a_sheet_saved_by_libreoffice_reads_the_same(saved: Any) -> None:
    for name, (checklist, document, data) in saved.items():
        assert canonical(read_score_sheet(checklist, data)) == canonical(document), name  # type: ignore[arg-type]


def test_the_header_decides_while_it_is_typed(tmp_path: Path) -> None:
    plain, percent = load_workbook(BytesIO(write_score_sheet(sample(), None))), None
    page = plain.worksheets[0]
    page[field_cell("branch.kind")] = "full"
    page[field_cell("branch.facilities")] = "vip_area， parking"
    layout = lay_out(compile_checklist(sample()), {})
    percent = page.cell(layout.criteria["M1"].first, _COLUMN["result"])
    percent.value, percent.number_format = 0.905, "0.0%"
    page.cell(layout.criteria["3"].first + 1, _COLUMN["result"]).value = 1
    page.cell(layout.criteria["M3"].first, _COLUMN["result"]).value = "37.3"
    plain.save(tmp_path / "live.xlsx")
    _convert(tmp_path)
    data = (tmp_path / "out" / "live.xlsx").read_bytes()
    criteria = _Figures(sample(), blank(sample()), data).criteria()
    assert {id_: criteria[id_] for id_ in ("3", "C1", "M1", "M3")} == {"3": 667, "C1": None, "M1": 600, "M3": 700}
    read: Any = read_score_sheet(sample(), data)
    assert read["answers"] == {"3": {"faults": {"a": 1}}, "M1": {"value": "90.5"}, "M3": {"value": "37.3"}}
