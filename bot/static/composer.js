/** The box people type in, which grows, and says which key sends. */

import { atDesk, find, words } from "./page.js";

const MOST = 20_000;
const NEAR = 18_000;

export class Composer {
  #form = find("composer");
  #box = find("words");
  #long = false;

  /** `send(text)` is called with what was typed; the box is empty afterwards. */
  constructor(send) {
    this.#box.addEventListener("input", () => this.#fit());
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.#box.value.trim();
      this.#box.focus({ preventScroll: true });
      if (!text || text.length > MOST) return;
      this.#box.value = "";
      this.#fit();
      send(text);
    });
    this.expect(false);
    this.#fit();
    if (atDesk()) this.#box.focus();
  }

  get draft() {
    return this.#box.value.trim();
  }

  /** Whether a story is asked for: then there is room, and Enter makes a new line. */
  expect(long) {
    this.#long = long;
    this.#box.rows = long ? 3 : 1;
    this.#box.setAttribute("enterkeyhint", long ? "enter" : "send");
    find("keys").textContent = words(long ? "enter_lines" : "enter_sends");
    this.#fit();
  }

  /** Words that could not be sent come back, before whatever has been typed since. */
  takeBack(text) {
    this.#box.value = [text, this.#box.value].filter(Boolean).join("\n\n");
    this.#fit();
    this.#box.focus();
  }

  #key(event) {
    if (event.key !== "Enter" || event.isComposing || event.shiftKey) return;
    if (this.#long && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#form.requestSubmit();
  }

  #fit() {
    this.#box.style.height = "auto";
    this.#box.style.height = `${this.#box.scrollHeight + 2}px`;
    const length = this.#box.value.length;
    const count = (Math.abs(MOST - length)).toLocaleString("en-GB");
    const name = length > MOST ? "too_long" : "characters_left";
    find("count").textContent = length > NEAR ? words(name, { count }) : "";
  }
}
