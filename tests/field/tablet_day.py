"""A whole day with no network: every criterion answered, photographs, notes, a date; killed twice; then sent."""

import json
from random import Random
from typing import Any

from playwright.sync_api import Page, expect

from audit.demo.answering import Answered, answers
from audit.inputs import read_checklist
from audit.scoring.compiled import compile_checklist
from tests.field.tablet_ground import CHECKLIST, FACTS, Ground
from tests.field.tablet_kills import twice
from tests.field.tablet_page import KEPT, PATIENCE, open_audit, photograph, prepared, send, take

KILLS = (3, 7)  # after so many modules
HELD_ON = "2026-05-20"
# Touches what a person would touch for an answer; nothing here knows what the page makes of it.
_ENTER = (
    "async (entries) => {"
    + KEPT
    + """
  const type = (field, text, event = "change") => {
    field.value = text;
    field.dispatchEvent(new Event(event, { bubbles: true }));
  };
  for (const [id, answer, note] of entries) {
    const card = document.querySelector(`.criterion[data-id="${id}"]`);
    const find = (selector) => card.querySelector(selector);
    for (const [fault, count] of Object.entries(answer.faults ?? {})) {
      const row = find(`[data-fault="${fault}"]`);
      for (let tap = 0; tap < count; tap += 1) (row.querySelector("[data-do=more]") ?? row).click();
    }
    for (const { points, reason } of answer.other ?? []) {
      find("[data-part=other-points]").value = points;
      find("[data-part=other-reason]").value = reason;
      find("[data-part=panel-other] [data-do=finish]").click();
    }
    const isFull = "faults" in answer && Object.keys(answer.faults).length === 0 && !answer.other;
    if (isFull) find("[data-do=full]").click();
    if ("level" in answer) find(`[data-do=level][data-choice="${answer.level}"]`).click();
    if ("met" in answer) find(`[data-do=met][data-choice="${answer.met ? "yes" : "no"}"]`).click();
    if ("value" in answer) type(find("[data-part=value]"), answer.value);
    if ("na" in answer) {
      find("[data-part=reason-na]").value = answer.na;
      find("[data-part=panel-na] [data-do=finish]").click();
    }
    if (note) type(find("[data-part=note]"), note);
  }
  await kept();
}"""
)
# What the tablet keeps of its photographs: the SHA-256 of the bytes, by the browser's own arithmetic.
_DIGESTS = """async (name) => {
  const db = await new Promise((opened) => (indexedDB.open(name).onsuccess = ({ target }) => opened(target.result)));
  const all = db.transaction("photographs").objectStore("photographs").getAll();
  await new Promise((done) => (all.onsuccess = done));
  db.close();
  const digest = async ({ bytes }) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))];
  const hex = (digest) => digest.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return Promise.all(all.result.map(async (one) => hex(await digest(one))));
}"""


def whole_day(ground: Ground, *, criteria: int, photographs: int, size: tuple[int, int] = (1600, 1200)) -> list[str]:
    """So many criteria and photographs, module by module; where the server differs from what was entered."""
    tablet = ground.tablet()
    tablet.start()
    prepared(open_audit(tablet, ground))
    ground.lose_network()
    wanted: dict[str, Any] = {"held_on": HELD_ON}
    pictures = [photograph(ground.folder, f"picture-{number}", size) for number in range(photographs)]
    pictured: dict[str, int] = {}
    for number, (name, module) in enumerate(_modules(criteria).items()):
        if number in KILLS:
            tablet.restart()
            open_audit(tablet, ground)
        tablet.page.locator(f'[data-module="{name}"]').click()
        tablet.page.evaluate(_ENTER, [[one.line.id, one.answer, one.note] for one in module])
        for one in module:
            wanted |= {f"c/{one.line.id}/answer": one.answer} | (
                {f"c/{one.line.id}/note": one.note} if one.note else {}
            )
        for one in module[:: max(1, criteria // max(1, photographs))]:
            if pictures:
                take(tablet.page, one.line.id, pictures.pop())
                pictured[one.line.id] = 1
    take(tablet.page, one.line.id, *pictures)
    pictured[one.line.id] = pictured.get(one.line.id, 0) + len(pictures)
    _date(tablet.page)
    tablet.restart()
    ground.restore_network()
    page = open_audit(tablet, ground)
    send(page)
    kept = page.evaluate(_DIGESTS, f"star-audit-{ground.cast.people['inspector'].id}")
    return _differences(ground, wanted, pictured, sorted(kept)) + twice(ground)


def _modules(criteria: int) -> dict[str, list[Answered]]:
    """Answers of every kind to so many criteria, by module."""
    checklist = read_checklist(CHECKLIST)
    sheet = compile_checklist(checklist)
    modules: dict[str, list[Answered]] = {}
    for answered in list(answers(sheet, FACTS, 0.6, Random(40)))[:: -(-len(sheet.lines) // criteria)]:
        modules.setdefault(checklist.modules[answered.line.module].id, []).append(answered)
    return modules


def _date(page: Page) -> None:
    page.locator('[data-module="general"]').click()
    page.locator("[name=held_on]").fill(HELD_ON)
    page.evaluate("async () => {" + KEPT + " await kept(); }")
    expect(page.locator("#saving")).to_have_attribute("data-state", "unreachable", timeout=PATIENCE)


def _differences(ground: Ground, wanted: dict[str, Any], pictured: dict[str, int], kept: list[str]) -> list[str]:
    registers = ground.registers()
    shots = {path: value for path, value in registers.items() if "/p/" in path}
    found = {path: value for path, value in registers.items() if path not in shots}
    faults = [
        f"{path}: {_text(found.get(path))} for {_text(wanted.get(path))}"
        for path in sorted(found.keys() | wanted.keys())
        if _text(found.get(path)) != _text(wanted.get(path))
    ]
    counts = {place: sum(path.startswith(f"c/{place}/p/") for path in shots) for place in pictured}
    digests = sorted(value["photo"] for value in shots.values())
    if counts != pictured or sum(pictured.values()) != len(shots):
        faults.append(f"photographs {counts} for {pictured}")
    if not digests == kept == ground.photographs():
        faults.append(f"registers name {digests}, the tablet has {kept}, the server {ground.photographs()}")
    return faults


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
