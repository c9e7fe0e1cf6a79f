/**
 * A photograph, large: caption, place in the order, arrows and circles, and taking it away (which can be undone).
 */

import { MarkPad } from "./mark-pad.js";
import { part, press, put } from "../parts.js";
import { say } from "../texts.js";
import { undoable } from "../undo.js";

/** @typedef {import("../bench.js").Bench} Bench */

export class PhotoDialog {
  #path = "";

  /**
   * @param {HTMLDialogElement} dialog
   * @param {Bench} bench
   */
  constructor(dialog, bench) {
    this.dialog = dialog;
    this.bench = bench;
    this.image = /** @type {HTMLImageElement} */ (part(dialog, "image"));
    this.pad = new MarkPad(part(dialog, "marks"), (marks) => this.#change({ marks }));
    this.image.addEventListener("load", () => this.pad.fit(this.image.naturalHeight / this.image.naturalWidth));
    dialog.addEventListener("click", (event) => this.#touch(/** @type {HTMLElement} */ (event.target)));
    part(dialog, "caption").addEventListener("change", () => this.#keepCaption());
    dialog.addEventListener("close", () => this.#keepCaption());
    bench.audit.on("criterion", (id) => dialog.open && this.#path.startsWith(`c/${id}/`) && this.#paint());
  }

  /** @param {string} path of the photograph's register */
  async show(path) {
    this.#path = path;
    const photograph = this.#value();
    if (!photograph) return;
    part(this.dialog, "caption").value = photograph.caption ?? "";
    this.image.removeAttribute("src");
    this.#paint();
    this.dialog.showModal();
    this.image.src = await this.bench.pictures.full(photograph.photo);
  }

  #value() {
    return this.bench.audit.registers.value(this.#path);
  }

  /** The photographs of the criterion, and which of them this is. */
  #row() {
    const [, id] = this.#path.split("/");
    const row = this.bench.audit.photographs(id);
    return { row, place: row.findIndex(({ path }) => path === this.#path) };
  }

  #paint() {
    const photograph = this.#value();
    if (!photograph) return this.dialog.close();
    const { row, place } = this.#row();
    this.image.alt = photograph.caption || say("photo.number", { number: place + 1 });
    put(part(this.dialog, "place"), say("photo.place", { number: place + 1, count: row.length }));
    part(this.dialog, "left").disabled = place <= 0;
    part(this.dialog, "right").disabled = place >= row.length - 1;
    part(this.dialog, "controls").disabled = !this.bench.audit.mayFill;
    this.pad.show(photograph.marks ?? [], this.bench.audit.mayFill);
    part(this.dialog, "unmark").disabled = (photograph.marks ?? []).length === 0;
    return undefined;
  }

  #keepCaption() {
    const caption = part(this.dialog, "caption").value.trim();
    if (this.#value() && caption !== (this.#value().caption ?? "")) this.#change({ caption });
  }

  /** @param {object} change */
  #change(change) {
    if (this.#value()) this.bench.saver.change(this.#path, { ...this.#value(), ...change });
  }

  /** @param {HTMLElement} target */
  #touch(target) {
    const control = /** @type {HTMLElement | null} */ (target.closest("[data-photo]"));
    const deed = control?.dataset.photo;
    if (deed === "close") this.dialog.close();
    if (deed === "left") this.#move(-1);
    if (deed === "right") this.#move(1);
    if (deed === "unmark") this.#change({ marks: this.#value().marks.slice(0, -1) });
    if (deed === "remove") this.#remove();
    if (deed !== "arrow" && deed !== "circle") return;
    this.pad.choose(this.pad.tool === deed ? null : deed);
    for (const one of this.dialog.querySelectorAll("[data-tool]")) press(one, one === control && this.pad.tool !== null);
  }

  /** Changes places with the neighbour; every photograph gets its number anew. @param {number} step */
  #move(step) {
    const { row, place } = this.#row();
    [row[place], row[place + step]] = [row[place + step], row[place]];
    row.forEach(({ path, order }, position) => {
      const value = this.bench.audit.registers.value(path);
      if (order !== position + 1) this.bench.saver.change(path, { ...value, order: position + 1 });
    });
  }

  #remove() {
    const [path, value] = [this.#path, this.#value()];
    this.dialog.close();
    this.bench.saver.change(path, null);
    undoable(say("photo.removed"), () => this.bench.saver.change(path, value));
  }
}
