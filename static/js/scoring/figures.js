/**
 * Exact figures: points are whole hundredths, measured values whole millionths; both BigInt, never a float.
 */

export const MILLION = 1_000_000n;
const HUNDRED = 100n;
const POINTS = /^(-?)([0-9]{1,12})(?:\.([0-9]{1,2}))?$/;
const VALUE = /^(-?)([0-9]{1,12})(?:\.([0-9]{1,6}))?$/;

/** @typedef {bigint} Hundredths */

/**
 * Hundredths of a point from a decimal with at most two places; null for anything else.
 *
 * @param {unknown} written
 * @returns {Hundredths | null}
 */
export function readPoints(written) {
  return read(written, POINTS, 2);
}

/**
 * Millionths of a measured value from a decimal with at most six places; null for anything else.
 *
 * @param {unknown} written
 * @returns {bigint | null}
 */
export function readValue(written) {
  return read(written, VALUE, 6);
}

/**
 * A figure of a document that was checked before: a checklist, or an answer that was marked.
 *
 * @param {bigint | null} figure
 * @returns {bigint}
 */
export function sure(figure) {
  if (figure === null) throw new TypeError("no figure");
  return figure;
}

/**
 * @param {unknown} written
 * @param {RegExp} shape
 * @param {number} places
 */
function read(written, shape, places) {
  const match = shape.exec(asWritten(written));
  if (match === null) return null;
  const [, sign, whole, decimals = ""] = match;
  const figure = BigInt(whole + decimals.padEnd(places, "0"));
  return sign ? -figure : figure;
}

/**
 * The text of a decimal. A number is taken only with so few digits that it is the one that was written.
 *
 * @param {unknown} written
 * @returns {string}
 */
function asWritten(written) {
  if (typeof written === "string") return written;
  const text = typeof written === "number" ? String(written) : "";
  return text.replace(/[-.]/g, "").length <= 15 ? text : "";
}

/**
 * The figure with exactly two places: "934.50".
 *
 * @param {Hundredths} figure
 * @returns {string}
 */
export function show(figure) {
  const digits = String(magnitude(figure)).padStart(3, "0");
  return `${figure < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * The figure with no needless zero, as checklists write it: "0.2", "3".
 *
 * @param {bigint} figure
 * @param {bigint} [scale] HUNDRED for points, MILLION for values
 * @returns {string}
 */
export function brief(figure, scale = HUNDRED) {
  const width = String(scale).length - 1;
  const places = String(magnitude(figure) % scale).padStart(width, "0").replace(/0+$/, "");
  const whole = `${figure < 0n ? "-" : ""}${magnitude(figure) / scale}`;
  return places ? `${whole}.${places}` : whole;
}

/**
 * The quotient, rounded half away from zero; the denominator is above zero.
 *
 * @param {bigint} numerator
 * @param {bigint} denominator
 * @returns {bigint}
 */
export function divide(numerator, denominator) {
  const halfUp = (2n * magnitude(numerator) + denominator) / (2n * denominator);
  return numerator < 0n ? -halfUp : halfUp;
}

/**
 * @param {bigint} one
 * @param {bigint} other
 */
export const lesser = (one, other) => (one < other ? one : other);

/**
 * @param {bigint} one
 * @param {bigint} other
 */
export const greater = (one, other) => (one > other ? one : other);

/** @param {bigint[]} figures */
export const sum = (figures) => figures.reduce((before, figure) => before + figure, 0n);

/** @param {bigint} figure */
const magnitude = (figure) => (figure < 0n ? -figure : figure);
