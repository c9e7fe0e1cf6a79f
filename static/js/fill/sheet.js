/**
 * The part of the audit that is on the screen: a module, or what a filter has found; thirty cards at a time.
 */

import { buildCard, paintCard } from "./card.js";
import { listenToClaims, paintClaim } from "./claims.js";
import { found, isFiltered, WHOLE } from "./filters.js";
import { buildGeneral, paintGeneral } from "./general.js";
import { buildHead, paintHead, sectionHead } from "./headings.js";
import { copy } from "./parts.js";
import { dropNeedless } from "./settling.js";

/** @typedef {import("./bench.js").Bench} Bench */
/** @typedef {import("./outline.js").Criterion} Criterion */
/** @typedef {import("./filters.js").View} View */

const AT_ONCE = 30;
const SETTLED = 5_000; // milliseconds after which the page has everything that it begins with
// the places beside the modules
export const GENERAL = "general"; // vetoes, bonus and date
export const SIGNATURES = "signatures";

export class Sheet {
  /** @type {View} */
  view = WHOLE;
  /** @type {Map<string, HTMLElement>} */
  #cards = new Map();
  /** @type {Criterion[]} */
  #rest = [];
  #section = "";
  /** What shows the signatures: it comes last, so that the first load is light and signing still needs no network. */
  /** @type {{buildSignatures: Function, paintSignatures: Function} | null} */
  #signing = null;

  /**
   * @param {HTMLElement} place
   * @param {Bench} bench
   * @param {() => void} onView
   */
  constructor(place, bench, onView) {
    this.place = place;
    this.bench = bench;
    this.onView = onView;
    const { audit } = bench;
    audit.on("criterion", (id) => this.#paint(id));
    audit.on("general", () => this.#paintGeneral());
    audit.on("score", () => {
      paintHead(this.place, audit, this.view);
      if (this.view.module === SIGNATURES) this.#paintGeneral();
    });
    listenToClaims(place, bench, () => this.view.module);
    audit.on("facts", () => dropNeedless(bench));
    for (const event of /** @type {const} */ (["facts", "photograph"])) audit.on(event, () => this.#paintAll());
    dropNeedless(bench);
    setTimeout(() => this.#loadSigning().catch(() => {}), SETTLED);
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
    else if (this.view.module === SIGNATURES) this.#showSignatures();
    else this.#showCriteria();
    this.#paintGeneral();
    this.onView();
  }

  async #loadSigning() {
    this.#signing ??= await import("./signing/view.js");
  }

  async #showSignatures() {
    const isHere = () => this.view.module === SIGNATURES && this.place.childElementCount === 0;
    try {
      await this.#loadSigning();
      if (isHere()) this.place.append(this.#signing?.buildSignatures(this.bench));
    } catch {
      if (isHere()) this.place.append(copy("signatures-cut-off")); // a cut line, and no worker of the site that keeps it
    }
    this.#paintGeneral();
  }

  /** The card of a criterion, in its module if need be. @param {Criterion} criterion */
  reach(criterion) {
    const modules = this.bench.audit.outline.modules;
    if (!this.#cards.has(criterion.id)) this.show({ ...WHOLE, module: modules[criterion.module].id });
    while (!this.#cards.has(criterion.id) && this.#rest.length > 0) this.#append();
    return this.#cards.get(criterion.id);
  }

  /** Scrolls back to its head. */
  toTop() {
    this.place.parentElement?.scrollTo({ top: 0 });
  }

  /** The cards as they stand on the page. @returns {HTMLElement[]} */
  cards() {
    return [...this.#cards.values()];
  }

  #paintAll() {
    for (const id of this.#cards.keys()) this.#paint(id);
    this.#paintGeneral();
  }

  #showCriteria() {
    const { modules } = this.bench.audit.outline;
    this.#rest = found(this.bench, this.view);
    this.place.append(buildHead(modules, this.view, this.#rest.length));
    paintHead(this.place, this.bench.audit, this.view);
    if (this.#rest.length === 0) this.place.append(copy("nothing-found"));
    this.#append();
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
        this.place.append(sectionHead(section));
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
    const signatures = /** @type {HTMLElement | null} */ (this.place.querySelector(".signing"));
    if (signatures) this.#signing?.paintSignatures(signatures, this.bench);
    paintClaim(this.place, this.bench, this.view);
  }
}
