/**
 * Ways from one criterion to another: the next, the one before, the next that is open, any by its number.
 */

import { turns } from "./claims.js";
import { open, unsettled } from "./dock.js";
import { GENERAL, SIGNATURES } from "./sheet.js";

/** @typedef {import("./outline.js").Criterion} Criterion */

export class Moves {
  /**
   * @param {import("./sheet.js").Sheet} sheet
   * @param {import("./bench.js").Bench} bench
   */
  constructor(sheet, bench) {
    this.sheet = sheet;
    this.bench = bench;
  }

  /** The card a person is at: that of the focus, else the first that is wholly below the bars. */
  here() {
    const focused = document.activeElement?.closest(".criterion");
    if (focused) return /** @type {HTMLElement} */ (focused);
    const top = this.sheet.place.parentElement?.getBoundingClientRect().top ?? 0;
    return this.sheet.cards().find((card) => card.getBoundingClientRect().bottom > top + 40);
  }

  /** The criterion a person is at. @returns {Criterion | undefined} */
  criterion() {
    return this.bench.audit.outline.byId.get(this.here()?.dataset.id ?? "");
  }

  /** To the card before or after. @param {number} step */
  by(step) {
    const cards = this.sheet.cards();
    const isAtCard = Boolean(document.activeElement?.closest(".criterion"));
    const place = cards.indexOf(/** @type {HTMLElement} */ (this.here()));
    const next = cards[isAtCard ? place + step : place];
    if (next) this.#stand(next);
  }

  /** To a criterion, wherever it is. @param {Criterion | undefined} criterion */
  to(criterion) {
    const card = criterion && this.sheet.reach(criterion);
    if (card) this.#stand(card);
    return Boolean(card);
  }

  /** Begins where the address says: at a criterion, at the signatures, else at the first module. @param {string} name */
  begin(name) {
    const { outline } = this.bench.audit;
    if (this.to(outline.byId.get(name))) return;
    this.sheet.show({ module: name === SIGNATURES ? SIGNATURES : outline.modules[0].id });
  }

  /** To the next criterion that is open, round the end: in one's own modules first, in those of others last. */
  nextOpen() {
    const { modules } = this.bench.audit.outline;
    const turnOf = turns(this.bench);
    const left = open(this.bench).map((criterion) => ({ criterion, turn: turnOf(modules[criterion.module].id) }));
    const first = Math.min(...left.map(({ turn }) => turn));
    return this.to(this.#after(left.filter(({ turn }) => turn === first).map(({ criterion }) => criterion)));
  }

  /** To the next that waits for a decision. */
  nextUnsettled() {
    const next = this.#after(unsettled(this.bench));
    if (next) return this.to(next);
    const { audit, drafts } = this.bench;
    const paths = [...audit.conflicts, ...audit.held].map(({ path }) => path).filter((path) => !path.startsWith("c/"));
    const isSigning = paths.length > 0 ? paths.every((path) => path.startsWith("sig/")) : drafts.count > 0;
    this.sheet.show({ module: isSigning ? SIGNATURES : GENERAL });
    return true;
  }

  /** @param {Criterion[]} criteria */
  #after(criteria) {
    const place = this.criterion()?.place ?? -1;
    return criteria.find((criterion) => criterion.place > place) ?? criteria[0];
  }

  /** @param {HTMLElement} card */
  #stand(card) {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "start" });
  }
}
