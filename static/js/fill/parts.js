/**
 * Pieces of the page: copies of the shell's templates, and changes that touch only what differs.
 */

/**
 * A copy of a template's only element.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function copy(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  return /** @type {HTMLElement} */ (/** @type {Element} */ (template.content.firstElementChild).cloneNode(true));
}

/**
 * The named part of a piece.
 *
 * @param {ParentNode} root
 * @param {string} name
 * @returns {any}
 */
export const part = (root, name) => root.querySelector(`[data-part="${name}"]`);

/**
 * @param {Element} element
 * @param {string} text
 */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Shows or hides; an element without text to show is hidden.
 *
 * @param {HTMLElement} element
 * @param {unknown} shown
 */
export function reveal(element, shown) {
  if (element.hidden !== !shown) element.hidden = !shown;
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
export function tell(element, text) {
  put(element, text);
  reveal(element, text);
}

/**
 * @param {Element} element
 * @param {boolean} pressed
 */
export const press = (element, pressed) => element.setAttribute("aria-pressed", String(pressed));

/**
 * Gives a field its value unless a person is in it.
 *
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @param {string} value
 */
export function fill(field, value) {
  if (field !== document.activeElement && field.value !== value) field.value = value;
}

/**
 * Says at a field what is wrong with it, for eyes and readers; an empty text takes it back.
 *
 * @param {HTMLInputElement} field
 * @param {HTMLElement} place
 * @param {string} problem
 */
export function complain(field, place, problem) {
  tell(place, problem);
  if (problem) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}
