/** What the pages of the shell and the start page of those who fill do: put the worker on the tablet, change the language. */

import { chooseLanguage, register } from "./tablet/worker-of-site.js";

register();
for (const button of document.querySelectorAll("button[data-language]")) {
  button.addEventListener("click", async () => {
    const { language = "" } = /** @type {HTMLElement} */ (button).dataset;
    document.cookie = `star_language=${language}; path=/; max-age=31536000; samesite=lax`;
    await chooseLanguage(language);
    location.reload();
  });
}
