/**
 * Where arrows and circles are drawn: a drag makes one, Enter puts one in the middle, arrow keys move the last.
 */

import { drawMarks, grown, made, moved } from "./marks.js";

/** @typedef {import("./marks.js").Mark} Mark */

const STEP = 20; // thousandths
/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
const SIZES = { "+": STEP, "=": STEP, "-": -STEP };

export class MarkPad {
  /** @type {"arrow" | "circle" | null} */
  tool = null;
  /** @type {Mark[]} */
  #marks = [];
  #ratio = 0.75;
  /** @type {number[] | null} */
  #from = null;

  /**
   * @param {SVGSVGElement} svg
   * @param {(marks: Mark[]) => void} onChange
   */
  constructor(svg, onChange) {
    this.svg = svg;
    this.onChange = onChange;
    svg.addEventListener("pointerdown", (event) => this.#begin(event));
    svg.addEventListener("pointermove", (event) => this.#drag(event));
    svg.addEventListener("pointerup", (event) => this.#end(event));
    svg.addEventListener("pointercancel", () => this.#stop());
    svg.addEventListener("keydown", (event) => this.#key(event));
  }

  /** @param {Mark[]} marks @param {boolean} mayDraw */
  show(marks, mayDraw) {
    this.#marks = marks;
    if (!mayDraw) this.tool = null;
    if (this.#from === null) this.#draw(marks);
  }

  /** The picture's height by its width. @param {number} ratio */
  fit(ratio) {
    this.#ratio = ratio;
    this.#draw(this.#marks);
  }

  /** @param {"arrow" | "circle" | null} tool */
  choose(tool) {
    this.tool = tool;
    this.svg.classList.toggle("drawing", tool !== null);
    if (tool) this.svg.focus();
  }

  /** @param {Mark[]} marks */
  #draw(marks) {
    drawMarks(this.svg, marks, this.#ratio);
  }

  /** @param {PointerEvent} event */
  #at(event) {
    const box = this.svg.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * 1000, ((event.clientY - box.top) / box.height) * 1000];
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    if (!this.tool || !event.isPrimary) return;
    this.svg.setPointerCapture(event.pointerId);
    this.#from = this.#at(event);
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    if (this.tool && this.#from) this.#draw([...this.#marks, made(this.tool, this.#from, this.#at(event), this.#ratio)]);
  }

  /** @param {PointerEvent} event */
  #end(event) {
    if (!this.tool || !this.#from) return;
    const mark = made(this.tool, this.#from, this.#at(event), this.#ratio);
    this.#from = null;
    this.onChange([...this.#marks, mark]);
  }

  #stop() {
    this.#from = null;
    this.#draw(this.#marks);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const last = this.#marks.at(-1);
    const others = this.#marks.slice(0, -1);
    const size = SIZES[/** @type {keyof typeof SIZES} */ (event.key)];
    if (!this.tool) return;
    if (event.key === "Enter") this.onChange([...this.#marks, made(this.tool, [500, 500], [500, 500], this.#ratio)]);
    else if (last && event.key in WAYS) this.onChange([...others, moved(last, ...WAYS[event.key])]);
    else if (last && size) this.onChange([...others, grown(last, size)]);
    else if (last && event.key === "Delete") this.onChange(others);
    else return;
    event.preventDefault();
  }
}
