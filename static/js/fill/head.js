/**
 * The head of the page: which branch, which audit; links to its other pages; the other language.
 */

import { chooseLanguage } from "../tablet/worker-of-site.js";
import { part, put } from "./parts.js";
import { language, say, word } from "./texts.js";

/**
 * @param {HTMLElement} page
 * @param {import("./audit.js").Audit} audit
 */
export function buildHead(page, { id, facts }) {
  const { branch, kind, campaign, due_on: due } = facts;
  const name = (language === "en" && branch.name_en) || branch.name;
  put(part(page, "branch"), name);
  put(part(page, "about"), [word("kind", kind), campaign, due ? say("due", { day: due }) : ""].filter(Boolean).join(" · "));
  document.title = `${name} · ${document.title}`;
  for (const link of page.querySelectorAll("[data-address]")) {
    /** @type {HTMLAnchorElement} */ (link).href = (link.getAttribute("data-address") ?? "").replace("{id}", String(id));
  }
  part(page, "language").addEventListener("click", async () => {
    const other = language === "zh" ? "en" : "zh";
    document.cookie = `star_language=${other}; path=/; max-age=31536000; samesite=lax`;
    await chooseLanguage(other);
    location.reload();
  });
}
