/**
 * A worker of the journal: every message is one deed, done in the order it came. One keeps the books, another what
 * is large.
 */

import { Book } from "./book.js";
import { fetchLarge, keepLarge } from "./large.js";
import { keepReserve, makeRoom, releaseReserve } from "./reserve.js";

/** @type {Map<string, Promise<Book>>} */
const books = new Map();
/** @type {Promise<unknown>} */
let chain = Promise.resolve();

/** @param {string} name */
function bookOf(name) {
  if (!books.has(name)) {
    const opened = Book.open(name);
    opened.catch(() => books.delete(name));
    books.set(name, opened);
  }
  return /** @type {Promise<Book>} */ (books.get(name));
}

/** @type {Record<string, (name: string, given: any) => Promise<any>>} */
const deeds = {
  open: async (name) => (await bookOf(name)).begin(),
  append: async (name, { changes, isFlushed }) => (await bookOf(name)).append(changes, isFlushed),
  read: async (name) => (await bookOf(name)).read(),
  keepLarge,
  fetchLarge,
  compact: async (name, living) => (await bookOf(name)).compact(living),
  destroy: async (name) => {
    const book = await books.get(name);
    books.delete(name);
    book?.close();
    await (await navigator.storage.getDirectory()).removeEntry(name, { recursive: true }).catch(() => {});
  },
  reserve: () => keepReserve(),
  release: () => releaseReserve(),
  room: (_, large) => makeRoom(large),
};

self.onmessage = ({ data: { id, deed, name, given } }) => {
  chain = chain.then(async () => {
    try {
      self.postMessage({ id, answer: await deeds[deed](name, given) });
    } catch (error) {
      const { name: kind, message } = /** @type {DOMException} */ (error);
      self.postMessage({ id, failure: { kind, message } });
    }
  });
};
