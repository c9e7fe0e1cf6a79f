/**
 * Signing out on a tablet: what waits is shown before anything happens; where nothing waits, nothing stays.
 *
 * The texts stand in the dialog of templates/_leaving.html.
 */

import { Api } from "./api.js";
import { hasBelongings, takeAway, whatWaits } from "./belongings.js";
import { Failure } from "./calls.js";
import { databaseOf } from "./database.js";
import { forgetUser } from "./people.js";
import { handOver } from "./hand-over.js";
import { rescueFile } from "./rescue.js";
import { sendAll } from "./sending.js";
import { Store } from "./store.js";

const BUILD = /\/s\/([0-9a-f]+)\//.exec(import.meta.url)?.[1] ?? "";

/**
 * @param {HTMLFormElement} form of signing out
 * @param {HTMLDialogElement} dialog
 */
export async function leave(form, dialog) {
  const user = { id: Number(form.dataset.person), name: form.dataset.name ?? "" };
  if (!(await hasBelongings(user.id))) return form.submit();
  const leaving = new Leaving(form, dialog, user);
  return leaving.start();
}

class Leaving {
  /** @param {HTMLFormElement} form @param {HTMLDialogElement} dialog @param {{id: number, name: string}} user */
  constructor(form, dialog, user) {
    this.form = form;
    this.dialog = dialog;
    this.user = user;
    for (const name of ["send", "export", "leave"]) {
      this.#part(name).onclick = () => this.#run(name);
    }
  }

  /** Leaves at once where nothing waits; else asks. */
  async start() {
    const waiting = await whatWaits(this.user.id);
    const count = waiting.operations + waiting.photographs + waiting.drafts;
    if (count === 0) return this.#clear();
    for (const [name, figure] of Object.entries(waiting)) {
      this.#part(name).hidden = figure === 0;
      this.#part(name).querySelector("strong").textContent = String(figure);
    }
    this.#part("send").disabled = waiting.operations + waiting.photographs === 0;
    this.#part("export").disabled = waiting.operations + waiting.photographs === 0;
    if (!this.dialog.open) this.dialog.showModal();
    return undefined;
  }

  /** @param {string} name */
  async #run(name) {
    if (this.dialog.dataset.busy) return;
    this.dialog.dataset.busy = "yes";
    this.#say("busy");
    try {
      await { send: () => this.#send(), export: () => this.#export(), leave: () => this.#leave() }[name]?.();
    } catch (error) {
      this.#say(error instanceof Failure && error.status === 0 ? "offline" : "failed");
      if (!(error instanceof Failure)) throw error;
    } finally {
      delete this.dialog.dataset.busy;
    }
  }

  async #send() {
    const database = databaseOf(this.user.id);
    const api = new Api();
    api.owner = this.user.id;
    await api.session();
    const { left, failure } = await sendAll(database, api, await new Store(database).device());
    if (failure) throw failure;
    this.#say(left > 0 ? "left" : "sent");
    await this.start();
  }

  async #export() {
    const database = databaseOf(this.user.id);
    const device = await new Store(database).device();
    const { file } = await rescueFile(database, { user: this.user, device, build: BUILD });
    this.#say((await handOver(file)) ? "exported" : "");
  }

  /** Leaves; what waits stays here, and opens again when its person has signed in. */
  async #leave() {
    await new Api().session(); // without the server nobody is signed out
    const database = databaseOf(this.user.id);
    await database.write(["kv"], (writing) => writing.put("kv", this.user.name, "name"));
    await forgetUser();
    this.form.submit();
  }

  /** Nothing waits: everything of the person goes, then the session. */
  async #clear() {
    try {
      await new Api().session();
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 0) throw error;
      for (const name of ["operations", "photographs", "drafts"]) this.#part(name).hidden = true;
      for (const name of ["send", "export"]) this.#part(name).disabled = true;
      this.#say("offline");
      return this.dialog.open || this.dialog.showModal();
    }
    if (await takeAway(this.user.id)) return this.form.submit();
    this.#say("open-elsewhere");
    return this.dialog.open || this.dialog.showModal();
  }

  /** @param {string} name of what is said; empty for nothing */
  #say(name) {
    for (const text of this.dialog.querySelectorAll("[data-say]")) {
      /** @type {HTMLElement} */ (text).hidden = /** @type {HTMLElement} */ (text).dataset.say !== name;
    }
  }

  /** @param {string} name @returns {any} */
  #part(name) {
    return this.dialog.querySelector(`[data-part="${name}"]`);
  }
}
