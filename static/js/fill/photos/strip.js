/**
 * The photographs of a card: small pictures in their order, each opens large.
 */

import { drawMarks } from "./marks.js";
import { copy, part, put, reveal } from "../parts.js";
import { say } from "../texts.js";

/**
 * @param {HTMLElement} card
 * @param {import("../bench.js").Bench} bench
 * @param {import("../outline.js").Criterion} criterion
 */
export function paintStrip(card, { audit, intake, pictures, problems }, { id }) {
  const strip = part(card, "photos");
  const photographs = audit.photographs(id);
  const working = intake.working.get(id) ?? 0;
  const bad = photographs.map(({ photo }) => problems.get(photo) ?? "");
  const signature = JSON.stringify([photographs, working, bad]);
  if ((strip.dataset.signature ?? "[[],0,[]]") === signature) return;
  const focused = document.activeElement?.getAttribute("data-path");
  strip.dataset.signature = signature;
  const shots = photographs.map((photograph, place) => shot(photograph, place, bad[place], pictures));
  strip.replaceChildren(...shots, ...Array.from({ length: working }, waiting));
  reveal(strip, strip.children.length > 0);
  if (focused) strip.querySelector(`[data-path="${focused}"]`)?.focus();
}

/** @param {any} photograph @param {number} place @param {string} problem @param {import("./pictures.js").Pictures} pictures */
function shot({ path, photo, caption, marks }, place, problem, pictures) {
  const element = copy("shot");
  const button = part(element, "open");
  button.dataset.path = path;
  const image = part(element, "image");
  image.alt = caption || say("photo.number", { number: place + 1 });
  pictures.thumb(photo).then((address) => (image.src = address));
  image.onerror = () => element.classList.add("missing");
  image.onload = () => drawMarks(part(element, "marks"), marks ?? [], image.naturalHeight / image.naturalWidth);
  put(part(element, "caption"), problem || caption || "");
  element.classList.toggle("wrong", problem !== "");
  return element;
}

const waiting = () => copy("shot-working");
