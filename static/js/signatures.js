/** The page of signatures: two fields to sign in, or a reason why there is no signature. */
import { signatureField } from "./signing/field.js";
import { send } from "./signing/send.js";

const page = /** @type {HTMLElement} */ (document.querySelector("[data-signing]"));
const SAID = {
  conflict: page.dataset.moved,
  late: page.dataset.late,
  offline: page.dataset.offline,
  "signed-out": page.dataset.signedOut,
};

for (const form of page.querySelectorAll("form")) attach(form);

/** @param {HTMLFormElement} form */
function attach(form) {
  const field = signatureField(/** @type {HTMLCanvasElement} */ (form.querySelector("canvas")));
  const refused = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("refused"));
  form.querySelector("[data-clear]")?.addEventListener("click", field.clear);
  form.querySelector("[data-reason]")?.addEventListener("click", (event) => {
    refused.value = /** @type {HTMLElement} */ (event.target).dataset.reason ?? "";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    void save(form, field.strokes(), refused.value.trim());
  });
}

/** @param {HTMLFormElement} form @param {number[][][]} strokes @param {string} reason */
async function save(form, strokes, reason) {
  const name = /** @type {HTMLInputElement} */ (form.elements.namedItem("name")).value.trim();
  if (!name) return say(form, page.dataset.nameless);
  if (!reason && !strokes.length) return say(form, page.dataset.empty);
  const value = reason ? { name, refused: reason } : { name, strokes };
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button.primary"));
  button.disabled = true;
  const outcome = await send(page.dataset.signing ?? "", `sig/${form.dataset.role}`, Number(form.dataset.base), value);
  button.disabled = false;
  if (outcome === "applied" || outcome === "same") return location.reload();
  return say(form, SAID[outcome] ?? page.dataset.empty);
}

/** @param {HTMLFormElement} form @param {string} [text] */
function say(form, text) {
  const problem = /** @type {HTMLElement} */ (form.querySelector(".problem"));
  problem.textContent = text ?? "";
  problem.hidden = false;
}
