/**
 * How long to wait before trying again: longer after every failure, and not all tablets at the same moment.
 */

const FIRST = 2_000; // milliseconds
const LAST = 60_000;

/** @param {number} failures in a row @returns {number} milliseconds */
export const pauseAfter = (failures) => Math.min(LAST, FIRST * 2 ** (failures - 1)) * (0.7 + 0.6 * Math.random());
