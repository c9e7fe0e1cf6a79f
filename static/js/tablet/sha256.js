/**
 * SHA-256 for pages that did not come by https: there the browser keeps its own to itself.
 */

/** The first 32 bits behind the point of the n-th root of a prime. @param {number} prime @param {number} root */
const fraction = (prime, root) => Math.floor((prime ** (1 / root) % 1) * 2 ** 32) | 0;

/** @type {number[]} */
const primes = [];
for (let candidate = 2; primes.length < 64; candidate += 1) {
  if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
}
const ROUNDS = Int32Array.from(primes, (prime) => fraction(prime, 3));
const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(prime, 2));

/** @param {number} word @param {number} places */
const turned = (word, places) => (word >>> places) | (word << (32 - places));

/** The message with its end mark and its length in bits, in whole blocks. @param {Uint8Array} bytes */
function padded(bytes) {
  const blocks = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  blocks.set(bytes);
  blocks[bytes.length] = 0x80;
  const view = new DataView(blocks.buffer);
  view.setUint32(blocks.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(blocks.length - 4, (bytes.length * 8) >>> 0);
  return view;
}

/**
 * @param {Uint8Array} bytes
 * @returns {Uint8Array}
 */
export function sha256(bytes) {
  const view = padded(bytes);
  const state = START.slice();
  const words = new Int32Array(64);
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let i = 0; i < 16; i += 1) words[i] = view.getInt32(block + i * 4);
    for (let i = 16; i < 64; i += 1) {
      const [near, far] = [words[i - 2], words[i - 15]];
      const small = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
      words[i] = words[i - 16] + small + words[i - 7] + (turned(near, 17) ^ turned(near, 19) ^ (near >>> 10));
    }
    mix(state, words);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => digest.setInt32(i * 4, word));
  return new Uint8Array(digest.buffer);
}

/** @param {Int32Array} state @param {Int32Array} words */
function mix(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const choice = (e & f) ^ (~e & g);
    const first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + ROUNDS[i] + words[i]) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
}
