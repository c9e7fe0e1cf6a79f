/**
 * The part of the audit that is on the screen: a module, or what a filter has found; thirty cards at a time.
 */

import { buildCard, paintCard } from "./card.js";
import { found, isFiltered, WHOLE } from "./filters.js";
import { buildGeneral, paintGeneral } from "./general.js";
import { copy, part, put } from "./parts.js";
import { say } from "./texts.js";

/** @typedef {import("./bench.js").Bench} Bench */
/** @typedef {import("./outline.js").Criterion} Criterion */
/** @typedef {import("./filters.js").View} View */

const AT_ONCE = 30;
export const GENERAL = "general"; // the place of vetoes, bonus and date, beside the modules

export class Sheet {
  /** @type {View} */
  view = WHOLE;
  /** @type {Map<string, HTMLElement>} */
  #cards = new Map();
  /** @type {Criterion[]} */
  #rest = [];
  #section = "";

  /**
   * @param {HTMLElement} place
   * @param {Bench} bench
   * @param {() => void} onView
   */
  constructor(place, bench, onView) {
    this.place = place;
    this.bench = bench;
    this.onView = onView;
    bench.audit.on("criterion", (id) => this.#paint(id));
    bench.audit.on("facts", () => this.paintAll());
    bench.audit.on("general", () => this.#paintGeneral());
    bench.audit.on("photograph", () => this.paintAll());
    bench.audit.on("score", () => this.#paintHead());
    place.addEventListener("click", (event) => {
      if (/** @type {HTMLElement} */ (event.target).matches("[data-do=rest]")) this.#append();
    });
  }

  /** @param {Partial<View>} change */
  show(change) {
    this.view = { ...this.view, ...change };
    this.#cards.clear();
    this.#section = "";
    this.place.replaceChildren();
    if (this.view.module === GENERAL) this.place.append(buildGeneral(this.bench));
    else this.#showCriteria();
    this.#paintGeneral();
    this.onView();
  }

  /** The card of a criterion, in its module if need be. @param {Criterion} criterion */
  reach(criterion) {
    const modules = this.bench.audit.outline.modules;
    if (!this.#cards.has(criterion.id)) this.show({ ...WHOLE, module: modules[criterion.module].id });
    while (!this.#cards.has(criterion.id) && this.#rest.length > 0) this.#append();
    return this.#cards.get(criterion.id);
  }

  /** The cards as they stand on the page. @returns {HTMLElement[]} */
  cards() {
    return [...this.#cards.values()];
  }

  paintAll() {
    for (const id of this.#cards.keys()) this.#paint(id);
    this.#paintGeneral();
  }

  #showCriteria() {
    const { modules } = this.bench.audit.outline;
    this.#rest = found(this.bench, this.view);
    const module = modules.find(({ id }) => id === this.view.module);
    const head = copy("sheet-head");
    const text = isFiltered(this.view) ? say("filter.found", { count: this.#rest.length }) : "";
    put(part(head, "title"), module ? `${module.id} ${module.title}` : say("filter.everywhere"));
    put(part(head, "found"), text);
    part(head, "clear").hidden = !isFiltered(this.view);
    this.place.append(head);
    this.#paintHead();
    if (this.#rest.length === 0) this.place.append(copy("nothing-found"));
    this.#append();
  }

  /** What the module has got so far, beside its title. */
  #paintHead() {
    const score = part(this.place, "module-score");
    const module = this.bench.audit.result().modules.find(({ id }) => id === this.view.module);
    if (!score || !module) return;
    const { low, high, points } = module;
    if (low === null || high === null) put(score, say("card.na"));
    else put(score, low === high ? say("module.score", { low, points }) : say("module.interval", { low, high, points }));
  }

  /** Puts the next cards onto the page, under the headings of their sections. */
  #append() {
    this.place.querySelector("[data-do=rest]")?.remove();
    const { modules } = this.bench.audit.outline;
    for (const criterion of this.#rest.splice(0, AT_ONCE)) {
      const module = modules[criterion.module];
      const section = module.sections.find(({ criteria }) => criteria.includes(criterion));
      if (section && section.id !== this.#section) {
        this.#section = section.id;
        const heading = copy("section-head");
        put(part(heading, "title"), `${section.id} ${section.title}`);
        put(part(heading, "points"), say("points", { points: section.points }));
        this.place.append(heading);
      }
      const card = buildCard(criterion);
      this.#cards.set(criterion.id, card);
      paintCard(card, this.bench, criterion);
      this.place.append(card);
    }
    if (this.#rest.length > 0) this.place.append(copy("rest"));
    else if (!isFiltered(this.view)) this.place.append(copy("module-end"));
  }

  /** @param {string} id */
  #paint(id) {
    const card = this.#cards.get(id);
    const criterion = this.bench.audit.outline.byId.get(id);
    if (card && criterion) paintCard(card, this.bench, criterion);
  }

  #paintGeneral() {
    const panel = /** @type {HTMLElement | null} */ (this.place.querySelector(".general"));
    if (panel) paintGeneral(panel, this.bench);
  }
}
