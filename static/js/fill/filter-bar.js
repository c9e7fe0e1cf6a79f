/**
 * Search and filters: what they find is shown across all modules; without them the page goes back to its module.
 */

import { isFiltered, WHOLE } from "./filters.js";
import { copy, part, press, put } from "./parts.js";
import { word } from "./texts.js";

const PAUSE = 200; // milliseconds

/**
 * @param {HTMLElement} bar
 * @param {import("./bench.js").Bench} bench
 * @param {import("./sheet.js").Sheet} sheet
 * @returns {() => void} paints it
 */
export function buildFilterBar(bar, bench, sheet) {
  const search = /** @type {HTMLInputElement} */ (part(bar, "search"));
  for (const theme of bench.audit.outline.themes) {
    const button = copy("theme");
    button.dataset.theme = theme;
    put(button, word("theme", theme));
    part(bar, "themes").append(button);
  }
  part(bar, "theme-part").hidden = bench.audit.outline.themes.length === 0;
  let home = bench.audit.outline.modules[0].id; // the module to go back to

  /** @param {Partial<import("./filters.js").View>} change */
  const narrow = (change) => {
    if (!isFiltered(sheet.view)) home = sheet.view.module ?? home;
    const view = { ...sheet.view, ...change };
    sheet.show(isFiltered(view) ? { ...view, module: null } : { ...WHOLE, module: home });
    sheet.toTop();
  };

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => narrow({ query: search.value.trim() }), PAUSE);
  });
  bar.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    narrow({ query: search.value.trim() });
    sheet.cards()[0]?.focus();
  });
  document.addEventListener("click", (event) => {
    const control = /** @type {HTMLElement} */ (event.target).closest("[data-filter], [data-theme], [data-do=clear]");
    if (!(control instanceof HTMLElement)) return;
    const { filter, theme } = control.dataset;
    if (filter) narrow({ filter: /** @type {any} */ (filter) });
    else if (theme !== undefined) narrow({ theme: sheet.view.theme === theme ? "" : theme });
    else {
      search.value = "";
      narrow({ ...WHOLE, module: null });
    }
  });

  return () => {
    const { filter, theme, query } = sheet.view;
    if (search !== document.activeElement) search.value = query;
    for (const button of bar.querySelectorAll("[data-filter]")) press(button, button.getAttribute("data-filter") === filter);
    for (const button of bar.querySelectorAll("[data-theme]")) press(button, button.getAttribute("data-theme") === theme);
    bar.classList.toggle("narrowed", isFiltered(sheet.view));
  };
}
