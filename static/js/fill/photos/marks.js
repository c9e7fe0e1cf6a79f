/**
 * Arrows and circles over a picture, as SVG; measures in thousandths of its width and height.
 *
 * @typedef {{kind: "arrow", from: number[], to: number[]} | {kind: "circle", at: number[], radius: number}} Mark
 */

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} name @param {Record<string, string | number>} attributes */
function drawn(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/**
 * @param {SVGSVGElement} svg laid over the picture
 * @param {Mark[]} marks
 * @param {number} [ratio] height of the picture by its width
 */
export function drawMarks(svg, marks, ratio = 0.75) {
  const height = Math.round(1000 * ratio);
  svg.setAttribute("viewBox", `0 0 1000 ${height}`);
  svg.replaceChildren(...marks.flatMap((mark) => [shape(mark, height, true), shape(mark, height, false)]));
}

/**
 * Drawn twice: a light rim below, so that the mark shows on any picture.
 *
 * @param {Mark} mark
 * @param {number} height
 * @param {boolean} isRim
 */
function shape(mark, height, isRim) {
  const line = { fill: "none", class: isRim ? "mark-rim" : "mark", "stroke-linecap": "round", "stroke-linejoin": "round" };
  if (mark.kind === "circle") {
    return drawn("circle", { cx: mark.at[0], cy: (mark.at[1] * height) / 1000, r: mark.radius, ...line });
  }
  const [x1, y1, x2, y2] = [mark.from[0], (mark.from[1] * height) / 1000, mark.to[0], (mark.to[1] * height) / 1000];
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const barb = (/** @type {number} */ turn) =>
    `${x2 - 70 * Math.cos(angle + turn)} ${y2 - 70 * Math.sin(angle + turn)}`;
  return drawn("path", { d: `M${x1} ${y1}L${x2} ${y2}M${barb(0.5)}L${x2} ${y2}L${barb(-0.5)}`, ...line });
}

/** @param {number} figure */
const thousandth = (figure) => Math.min(1000, Math.max(0, Math.round(figure)));

/**
 * The mark that a drag makes; a touch without a drag makes one of a useful size.
 *
 * @param {"arrow" | "circle"} kind
 * @param {number[]} from
 * @param {number[]} to
 * @param {number} ratio
 * @returns {Mark}
 */
export function made(kind, from, to, ratio) {
  const reach = Math.hypot(to[0] - from[0], (to[1] - from[1]) * ratio);
  const end = reach < 20 ? from : to;
  if (kind === "circle") return { kind, at: from.map(thousandth), radius: thousandth(reach < 20 ? 90 : reach) };
  const start = reach < 20 ? [from[0] - 150, from[1] + 150] : from;
  return { kind, from: start.map(thousandth), to: end.map(thousandth) };
}

/** The mark moved. @param {Mark} mark @param {number} dx @param {number} dy @returns {Mark} */
export function moved(mark, dx, dy) {
  const shift = (/** @type {number[]} */ [x, y]) => [thousandth(x + dx), thousandth(y + dy)];
  if (mark.kind === "circle") return { ...mark, at: shift(mark.at) };
  return { ...mark, from: shift(mark.from), to: shift(mark.to) };
}

/** The mark made larger or smaller. @param {Mark} mark @param {number} step @returns {Mark} */
export function grown(mark, step) {
  if (mark.kind === "circle") return { ...mark, radius: Math.max(20, thousandth(mark.radius + step)) };
  return { ...mark, from: [thousandth(mark.from[0] - step), thousandth(mark.from[1] + step)] };
}
