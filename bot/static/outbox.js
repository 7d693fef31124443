/** What a person has said and Kith does not have yet: sent in order, one at a time, once. */

import { wait } from "./page.js";

const SLOWEST = 15_000;
const TRIES = 6;

export class Outbox {
  #line;
  #show;
  #waiting = [];
  #busy = false;
  #wake = () => {};

  /** `show(item, state)` puts a state into words beside the message: sending, saved, waiting or refused. */
  constructor(line, show) {
    this.#line = line;
    this.#show = show;
  }

  get empty() {
    return this.#waiting.length === 0;
  }

  /** Takes a message `{id, text, kith}`; its id never changes, however often it has to be sent. */
  put(item) {
    this.#waiting.push(item);
    this.#show(item, this.#waiting.length > 1 && this.#waiting[0].tried ? "waiting" : "sending");
    this.#send();
  }

  /** The stream has shown it to us, so it arrived even if its answer to us was lost. */
  arrived(id) {
    const item = this.#waiting.find((each) => each.id === id);
    if (item) this.#done(item, "saved");
  }

  hurry() {
    this.#wake();
  }

  async #send() {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#waiting.length) {
      const item = this.#waiting[0];
      const result = await this.#try(item);
      if (!this.#waiting.includes(item)) continue;
      if (result === "sent") this.#done(item, "saved");
      else if (result === "refused" || this.#isHopeless(item, result)) this.#done(item, "refused");
      else await this.#pause(item);
    }
    this.#busy = false;
  }

  async #try({ id, text, kith }) {
    try {
      return await this.#line.send({ text, channelData: { kith: { id, ...kith } } });
    } catch {
      return "broken";
    }
  }

  /** A message that Kith fails at every time must not hold up what was said after it. */
  #isHopeless(item, result) {
    item.failures = (item.failures ?? 0) + (result === "failed" ? 1 : 0);
    return item.failures >= TRIES;
  }

  async #pause(item) {
    item.tried = (item.tried ?? 0) + 1;
    if (item.tried > 1) for (const each of this.#waiting) this.#show(each, "waiting");
    const length = Math.min(SLOWEST, 250 * 2 ** Math.min(item.tried, 7));
    await Promise.race([wait(length), new Promise((go) => (this.#wake = go))]);
  }

  #done(item, state) {
    this.#waiting = this.#waiting.filter((each) => each !== item);
    this.#show(item, state);
  }
}
