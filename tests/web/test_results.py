"""The score page: the figures of the report, for those who may read the audit."""

import json
import re
from decimal import Decimal
from html import unescape
from io import BytesIO
from random import Random
from typing import Any

import pikepdf
import pytest
from sqlalchemy import event

from audit.db import Database
from audit.installation import Installation
from audit.jobs.queue import queue_of
from audit.jobs.running import run
from audit.models import Audit, Photograph, PhotographUse
from audit.reporting.tagged import squeezed, table_rows
from audit.reporting.verify import verify_pdf
from audit.scoring.figures import show
from audit.scoring.results import result_of
from audit.scoring.score import Score, score
from audit.services import issues
from audit.services.checklists import publish
from audit.services.clock import now
from audit.web import result_view
from audit.workbooks.reading import read_score_sheet
from tests.cast import Cast
from tests.filling import change, fill, lock, review, write
from tests.reporting.pages import pdftotext
from tests.web.conftest import Browser
from tests.workbooks.samples import random_document, shipped

# a checklist, a seed, the share of the criteria that is answered
CASES = [
    ("civilized-service@2026.1", 1, 1.0),
    ("civilized-service@2026.1", 2, 0.7),
    ("school-emergency@1", 3, 1.0),
]


def texts(page: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page))


def table(page: str, name: str) -> list[list[str]]:
    """The cells of a table of the page, its body and foot."""
    found = re.search(rf'data-figures="{name}">(.*?)</table>', page, re.DOTALL)
    assert found
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", found[1], re.DOTALL)[1:]
    return [[texts(cell).strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)] for row in rows]


def put_in(database: Database, cast: Cast, name: str, checklist: Any, answers: dict[str, Any]) -> Audit:
    """The audit with another checklist and these answers, as its filler would have typed them."""
    with database.writing() as session:
        audit = session.get_one(Audit, cast.audits[name].id)
        audit.checklist_id = publish(session, checklist).id
        audit.facts = {part: answers["branch"][part] for part in ("kind", "facilities") if part in answers["branch"]}
        session.flush()
        changes = [change(f"c/{id_}/answer", answer) for id_, answer in answers["answers"].items()]
        changes += [change(f"b/{item}", count) for item, count in answers["bonus"].items() if count]
        done = write(session, cast, name, "inspector", *changes)
        assert {outcome.outcome for outcome in done.outcomes} <= {"applied"}
        session.commit()
        return audit


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("name", "seed", "answered"), CASES)
def test_page_report_workbook_and_json_show_the_same_figures(
    browser: Browser,
    database: Database,
    installation: Installation,
    cast: Cast,
    name: str,
    seed: int,
    answered: float,
) -> None:
    checklist = shipped(name)
    audit = put_in(database, cast, "inspection", checklist, random_document(checklist, Random(seed), answered=answered))
    client = browser("inspector")
    answers = json.loads(client.get(f"/audits/{audit.id}/answers.json").text)
    result = json.loads(client.get(f"/audits/{audit.id}/result.json").text)
    expected = modules_of(score(checklist, answers))
    assert result["complete"] is (answered == 1)
    low, high = result["low"]["final"], result["high"]["final"]
    headline = low if result["complete"] else f"{low} – {high}"
    # JSON
    names = ("id", "points", "sum", "score")
    assert [[module[name] or "—" for name in names] for module in result["modules"]] == expected
    # page
    page = client.get(f"/audits/{audit.id}").text
    rows = table(page, "modules")
    count = len(expected)
    assert [[row[0], *row[2:5]] for row in rows[:count]] == expected
    assert rows[-1][4] == low
    assert re.search(r'data-figure="final">([^<]*)<', page)[1] == headline  # type: ignore[index]
    themes = [[theme["points"], theme["score"]] for theme in result["themes"]]
    assert [row[1:3] for row in table(page, "themes")] == themes if themes else 'data-figures="themes"' not in page
    lost = sorted(Decimal(criterion["counted"]) for criterion in result["criteria"] if criterion["counted"])
    shown = [Decimal(text.replace("−", "-")) for text in re.findall(r'<strong class="lost">([^<]*)<', page)]
    assert sum(shown) == -sum(lost)
    # report
    client.post(f"/audits/{audit.id}/reports", data={"kind": "full", "language": "en"})
    run(installation, queue_of(installation), 1)
    report = client.get("/jobs/1/file", buffered=True).data
    assert verify_pdf(report).problems == ()
    with pikepdf.open(BytesIO(report)) as pdf:
        printed = [[squeezed(cell) for cell in row] for row in table_rows(pdf)]
    ids = {line[0] for line in expected}
    assert [[row[0], *row[2:5]] for row in printed if len(row) == 6 and row[0] in ids] == expected
    assert squeezed(headline) in squeezed("".join(pdftotext(report)))
    # workbook
    read: Any = read_score_sheet(checklist, client.get(f"/audits/{audit.id}/sheet.xlsx").data)
    assert result_of(score(checklist, read)) == result


def modules_of(scored: Score) -> list[list[str]]:
    """What every output says of the modules: id, points, sum, score."""
    low, points = scored.low, scored.sheet.module_points
    ids = [module.id for module in scored.checklist.modules]
    scores = ["—" if got is None else show(got) for got in low.scores]
    return [list(row) for row in zip(ids, map(show, points), map(show, low.modules), scores, strict=True)]


def test_a_draft_shows_its_interval_and_the_way_to_fill_it(browser: Browser, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        write(session, cast, "self", "branch_manager", change("c/1/answer", {"faults": {"a": 2}}))
        session.commit()
    page = browser("branch_manager").get(f"/audits/{cast.audits['self'].id}").text
    assert "得分为区间" in page
    assert "填写中" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("reviewer", 200),
        ("inspector", 200),
        ("colleague", 404),
        ("branch_manager", 404),
        ("reader", 404),
        ("stranger", 404),
    ],
)
def test_a_draft_is_for_those_who_work_on_it(browser: Browser, cast: Cast, who: str, status: int) -> None:
    assert browser(who).get(f"/audits/{cast.audits['inspection'].id}").status_code == status


def test_there_is_no_other_page(browser: Browser, cast: Cast) -> None:
    assert browser("reviewer").get("/audits/4711").status_code == 404
    assert browser(None).get(f"/audits/{cast.audits['self'].id}").status_code == 302
    assert browser("reviewer").post(f"/audits/{cast.audits['self'].id}").status_code == 405


def test_deductions_show_reasons_and_photographs_with_marks(browser: Browser, cast: Cast, database: Database) -> None:
    marks = [{"kind": "circle", "at": [500, 500], "radius": 100}, {"kind": "arrow", "from": [0, 0], "to": [500, 500]}]
    photo = {"photo": "a" * 64, "caption": "灯箱<b>", "order": 1, "marks": marks}
    foreign = {"photo": "b" * 64, "caption": "别处", "order": 2}
    with database.writing() as session:
        fill(session, cast, "inspection", **{"1": {"faults": {"a": 2}, "other": [{"points": "0.5", "reason": "积灰"}]}})
        places = [f"c/1/p/00000000-0000-4000-8000-00000000000{n}" for n in (1, 2)]
        write(session, cast, "inspection", "inspector", change(places[0], photo), change(places[1], foreign))
        for digest, of in (("a" * 64, "inspection"), ("b" * 64, "foreign")):
            facts = {"kept": digest, "thumb": digest, "width": 400, "height": 300, "received_at": now()}
            session.add(Photograph(digest=digest, user_id=cast.people["inspector"].id, **facts))
            session.flush()
            session.add(PhotographUse(audit_id=cast.audits[of].id, digest=digest))
        session.commit()
    page = browser("inspector").get(f"/audits/{cast.audits['inspection'].id}").text
    assert "缺一项 ×2" in page
    assert "积灰（−0.5）" in page
    assert f"/photographs/{'a' * 64}?size=thumb" in page
    assert f"/photographs/{'b' * 64}" not in page  # sent for another audit: named, never shown
    assert "灯箱&lt;b&gt;" in page
    assert '<circle cx="200.0" cy="150.0" r="40.0"/>' in page
    assert "style=" not in page


def test_the_life_of_an_audit_and_its_issues_are_shown(browser: Browser, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        number = lock(session, cast, "inspection").number
        session.commit()
    client = browser("reviewer")
    page = client.get(f"/audits/{cast.audits['inspection'].id}").text
    assert number in page
    for step, name in (("已锁定", "reviewer先生"), ("已复核", "reviewer先生"), ("待复核", "inspector先生")):
        assert re.search(rf"<strong>{step}</strong>\s*<span[^>]*>[^<]*{name}", page)
    with database.writing() as session:
        draft = issues.begin_new(session, cast.subjects["reviewer"], cast.audits["inspection"].id).id
        session.commit()
    assert f'href="/audits/{draft}"' in client.get(f"/audits/{cast.audits['inspection'].id}").text
    assert number in client.get(f"/audits/{draft}").text
    # a reader must not learn of the draft
    assert f"/audits/{draft}" not in browser("reader").get(f"/audits/{cast.audits['inspection'].id}").text


def test_a_veto_stands_above_everything(browser: Browser, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        fill(session, cast, "inspection", **{"1": {"faults": {"d": 1}}})
        session.commit()
    page = browser("inspector").get(f"/audits/{cast.audits['inspection'].id}").text
    assert "一票否决：重大案件（取消评星资格）" in page


def test_a_plan_that_takes_too_long_is_left_out(
    browser: Browser, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        fill(session, cast, "inspection", **{"1": {"faults": {"a": 2}}, "L2": {"level": "y"}, "M3": {"value": "3"}})
        session.commit()
    monkeypatch.setattr(result_view, "MOST_SECONDS", -1.0)
    page = browser("inspector").get(f"/audits/{cast.audits['inspection'].id}")
    assert (page.status_code, "未能在限定时间内算出" in page.text) == (200, True)


def test_english_has_no_chinese_of_ours(browser: Browser, cast: Cast, database: Database) -> None:
    with database.writing() as session:
        review(session, cast, "inspection", **{"1": {"faults": {"a": 2}}})
        session.commit()
    client = browser("reviewer")
    client.set_cookie("star_language", "en")
    page = client.get(f"/audits/{cast.audits['inspection'].id}").text
    for text in ("Scores by module", "Deductions", "Rectification ledger", "Reviewed"):
        assert text in page
    assert "扣分" not in page


def test_more_deductions_need_no_more_queries(browser: Browser, cast: Cast, database: Database) -> None:
    def queries() -> int:
        statements: list[str] = []
        note = lambda *given: statements.append(given[2])  # noqa: E731
        event.listen(database.engine, "before_cursor_execute", note)
        assert client.get(f"/audits/{cast.audits['inspection'].id}").status_code == 200
        event.remove(database.engine, "before_cursor_execute", note)
        return len(statements)

    client = browser("inspector")
    with database.writing() as session:
        fill(session, cast, "inspection", **{"1": {"faults": {"a": 2}}})
        session.commit()
    queries()  # the checklist is read once a process
    few = queries()
    with database.writing() as session:
        worse = {"1": {"faults": {"a": 3}}, "L1": {"level": "bad"}, "L2": {"level": "y"}, "Z": {"faults": {"a": 1}}}
        changes = [change(f"c/{id_}/answer", value, base=99) for id_, value in worse.items()]
        write(session, cast, "inspection", "inspector", *changes)
        session.commit()
    assert queries() == few
