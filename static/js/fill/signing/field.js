/** A field to sign in; its strokes are kept in thousandths of its width, so that turning the tablet loses nothing. */
import SignaturePad from "../../../vendor/signature_pad.js";

const THOUSAND = 1000;
const INK = "#14233a";

/** @param {number} value @returns {number} the value between 0 and 1000, whole */
const within = (value) => Math.min(THOUSAND, Math.max(0, Math.round(value)));

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number[][][]} strokes that stand in it already
 * @param {() => void} onStroke
 * @returns {{strokes: () => number[][][], clear: () => void}}
 */
export function signatureField(canvas, strokes, onStroke) {
  const pad = new SignaturePad(canvas, { penColor: INK, minWidth: 1, maxWidth: 3 });
  let kept = strokes;

  const read = () => {
    const width = canvas.clientWidth || 1;
    const thousandth = (/** @type {{x: number, y: number}} */ point) =>
      [within((point.x / width) * THOUSAND), within((point.y / width) * THOUSAND)];
    kept = pad.toData().map((group) => group.points.map(thousandth));
    onStroke();
  };
  const draw = () => {
    const width = canvas.clientWidth;
    if (!width) return;
    const ratio = Math.max(1, window.devicePixelRatio);
    canvas.width = width * ratio;
    canvas.height = canvas.clientHeight * ratio;
    canvas.getContext("2d")?.scale(ratio, ratio);
    const point = (/** @type {number[]} */ [x, y]) =>
      ({ x: (x * width) / THOUSAND, y: (y * width) / THOUSAND, pressure: 0.5, time: 0 });
    const look = { penColor: INK, dotSize: 0, minWidth: 1, maxWidth: 3, velocityFilterWeight: 0.7, compositeOperation: "source-over" };
    pad.fromData(kept.map((stroke) => ({ ...look, points: stroke.map(point) })));
  };
  pad.addEventListener("endStroke", read);
  new ResizeObserver(draw).observe(canvas);

  return {
    strokes: () => kept,
    clear: () => {
      kept = [];
      pad.clear();
    },
  };
}
