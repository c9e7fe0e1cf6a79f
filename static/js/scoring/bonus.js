/**
 * Points above the sheet: each item within its limit, all of them within theirs.
 */

import { lesser } from "./figures.js";
import { attempt, demand, demandCount } from "./refusal.js";

/** @typedef {import("./sheet.js").BonusItem} BonusItem */

/**
 * @param {import("./sheet.js").Sheet} sheet
 * @param {Record<string, unknown>} counts by item id
 * @returns {{earned: bigint, refused: [string, string][]}} hundredths; item ids with their codes
 */
export function bonusOf({ bonus }, counts) {
  const items = new Map(bonus.items.map((item) => [item.id, item]));
  let earned = 0n;
  /** @type {[string, string][]} */
  const refused = [];
  for (const [id, count] of Object.entries(counts)) {
    const points = attempt(() => itemPoints(items.get(id), count));
    if (typeof points === "bigint") earned += points;
    else refused.push([id, points.problem]);
  }
  return { earned: bonus.max === null ? earned : lesser(earned, bonus.max), refused };
}

/**
 * @param {BonusItem | undefined} item
 * @param {any} count
 */
function itemPoints(item, count) {
  demand(item !== undefined, "unknown-reference");
  demandCount(count, item.once);
  const points = item.points * BigInt(count);
  return item.max === null ? points : lesser(points, item.max);
}
