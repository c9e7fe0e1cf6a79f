/**
 * The texts of the page. They stand in the shell, in the reader's language; here they only get their facts.
 */

/** @type {Map<string, string>} */
const texts = new Map();
const shelf = /** @type {HTMLTemplateElement} */ (document.getElementById("texts"));
for (const entry of shelf.content.children) {
  texts.set(/** @type {HTMLElement} */ (entry).dataset.text ?? "", entry.textContent ?? "");
}

export const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

/**
 * A text of the shell with its gaps filled.
 *
 * @param {string} name
 * @param {Record<string, unknown>} [facts]
 * @returns {string}
 */
export function say(name, facts = {}) {
  return (texts.get(name) ?? name).replace(/\{(\w+)\}/g, (_, gap) => String(facts[gap] ?? "…"));
}

/**
 * The word for a key that checklists and branches use; the key itself where it is their own.
 *
 * @param {string} kind
 * @param {string} key
 * @returns {string}
 */
export const word = (kind, key) => texts.get(`${kind}.${key}`) ?? key;

/**
 * A text of a checklist in the reader's language, else in Chinese.
 *
 * @param {string | {zh?: string, en?: string} | null | undefined} text
 * @returns {string}
 */
export function inLanguage(text) {
  if (typeof text === "string") return text;
  return text?.[language] || text?.zh || "";
}

/** @param {string[]} parts */
export const listed = (parts) => parts.join(language === "zh" ? "；" : "; ");

/** Names and numbers one after another. @param {(string | number)[]} parts */
export const enumerated = (parts) => parts.join(language === "zh" ? "、" : ", ");

/**
 * A moment of today as the clock shows it, another with its day.
 *
 * @param {string | number} instant
 */
export function moment(instant) {
  const at = new Date(instant);
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const time = at.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
  return at.toDateString() === new Date().toDateString() ? time : `${at.toLocaleDateString(locale)} ${time}`;
}
