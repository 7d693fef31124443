/** The conversation as it is seen and heard: a list of messages, the newest with its buttons or its card. */

import { drawCard } from "./card.js";
import { drawLines } from "./lines.js";
import { atDesk, find, make, paragraphs, words } from "./page.js";

const LONG = 900;
const MANY = 13;

export class Talk {
  #log = find("log");
  #list = find("messages");
  #atHand = find("at-hand");
  #acts;
  #newest = [];
  #group = null;
  #following = true;
  #lastSaved = null;

  /** `acts` are what a person can do here: press(press, label, asked), card(sent, asked), again(), takeBack(item). */
  constructor(acts) {
    this.#acts = acts;
    const look = () => setTimeout(() => (this.#following = this.#nearEnd()), 200);
    for (const name of ["wheel", "touchmove", "keydown"]) this.#log.addEventListener(name, look, { passive: true });
    new ResizeObserver(() => this.#following && this.#showNewest()).observe(this.#log);
  }

  /** The path of the question that is open, sent back with whatever is said. */
  get asked() {
    return this.#newest.findLast(({ message }) => message.asked)?.message.asked ?? "";
  }

  /** One message of Kith's. Messages of one turn share a `group`; an older turn's buttons go quiet. */
  addKith(text, message, group) {
    if (group !== this.#group) this.#age();
    this.#group = group;
    if (message.asked || message.card) this.#putAway();
    const said = paragraphs(text);
    if (message.role === "urgent") said.unshift(make("strong", { class: "urgent-word" }, words("urgent")));
    const bubble = make("div", { class: "bubble" }, speaker("kith"), ...said);
    const item = make("li", { class: `kith ${message.role ?? "say"}` }, bubble);
    const card = message.card && drawCard(message.card, (sent) => this.#acts.card(sent, message.asked ?? ""));
    const quiet = [message.lines?.length && drawLines(message), card].filter(Boolean);
    if (quiet.length) item.append(make("div", { class: "beneath", "aria-live": "off" }, ...quiet));
    item.append(...this.#buttons(message));
    this.#keepAtHand(item, message);
    this.#list.append(item);
    this.#newest.push({ message, item, card });
    this.#showNewest();
    return card;
  }

  /** Something a person said: from here (with `entry`, whose state is shown in words) or from before. */
  addYou(text, entry = null) {
    const said = make("div", { class: "said", dir: "auto" }, text);
    const bubble = make("div", { class: "bubble", translate: "no" }, speaker("you"), said);
    if (text.length > LONG) bubble.append(this.#folding(said));
    const state = make("p", { class: "state" });
    this.#list.append(make("li", { class: "you", "aria-live": "off" }, bubble, state));
    if (!entry) return;
    entry.state = state;
    this.#following = true;
    this.#showNewest();
  }

  /** Says in words how far a message has come. Said already, it stays as it is, and so does whoever is at its button. */
  mark(entry, state) {
    if (entry.state.classList.contains(state)) return;
    if (state === "saved" && this.#lastSaved) this.#lastSaved.replaceChildren();
    if (state === "saved") this.#lastSaved = entry.state;
    entry.state.className = `state ${state}`;
    entry.state.replaceChildren(words(state));
    this.#offer(entry, state);
    this.#showNewest();
  }

  #offer(entry, state) {
    const offers = {
      waiting: ["try_now", this.#acts.again],
      refused: ["take_back", () => this.#acts.takeBack(entry)],
    };
    if (!offers[state]) return;
    const [name, act] = offers[state];
    const button = make("button", { type: "button", class: "link" }, words(name));
    button.addEventListener("click", act);
    entry.state.append(" ", button);
  }

  /** Puts the focus where the answer goes: on what is wrong in a card, on the card, or in the box. */
  moveOn(card) {
    const wrong = card?.querySelector(".wrong");
    if (wrong) wrong.focus();
    else if (card) (card.querySelector("h3") ?? card.elements[0]).focus({ preventScroll: true });
    else if (atDesk()) find("words").focus({ preventScroll: true });
    else if (!document.activeElement || document.activeElement === document.body) this.#log.focus({ preventScroll: true });
  }

  #buttons({ buttons = [], asked = "" }) {
    const answers = buttons.filter(({ command }) => !command);
    const commands = buttons.filter(({ command }) => command);
    const typable = asked ? answers.filter(({ address }) => !address) : [];
    const roomy = answers.length < MANY && answers.some(({ label, hint }) => hint || label.length > 30);
    const drawn = answers.map((button) => this.#button(button, asked, numberOf(button, typable)));
    const quiet = commands.map((button) => this.#button(button, asked, ""));
    const kind = roomy ? "choices roomy" : "choices";
    return [...group(drawn, kind, "choices"), ...group(quiet, "also", "ways")];
  }

  #button({ press, label, hint, address, command }, asked, number) {
    const small = hint ? make("span", { class: "hint" }, hint) : "";
    const text = make("span", { class: "choice-words" }, make("span", {}, label), small);
    if (isPlace(address)) return make("a", { class: "button", href: address }, text);
    const figure = number === "" ? "" : make("span", { class: "number" }, String(number));
    const button = make("button", { type: "button", class: command ? "quiet" : "choice" }, figure, text);
    let last = -1000;
    button.addEventListener("click", ({ timeStamp }) => {
      if (timeStamp - last > 1000) this.#acts.press(press, label, asked);
      last = timeStamp;
    });
    return button;
  }

  /** Under many lines the first answer, which is the usual one, lies beside the box instead: in reach without scrolling. */
  #keepAtHand(item, { role, asked, lines }) {
    const first = role === "ask" && asked && lines?.length && item.querySelector(".choices .choice");
    if (!first) return;
    first.className = "button";
    first.querySelector(".number")?.remove();
    this.#atHand.replaceChildren(first);
  }

  /** Older buttons stay and are harmless, but leave the keyboard's path. */
  #age() {
    for (const { item } of this.#newest) {
      item.classList.add("old");
      for (const button of item.querySelectorAll(".choices button, .also button")) button.tabIndex = -1;
    }
    this.#newest = [];
    this.#atHand.replaceChildren();
  }

  /** A card that has been answered, or is asked again below, is over. */
  #putAway() {
    for (const card of this.#list.querySelectorAll(".old form.card")) card.closest(".beneath").remove();
  }

  #folding(said) {
    said.classList.add("folded");
    const button = make("button", { type: "button", class: "link", "aria-expanded": "false" }, words("show_all"));
    button.addEventListener("click", () => {
      const folded = said.classList.toggle("folded");
      button.textContent = words(folded ? "show_all" : "show_less");
      button.setAttribute("aria-expanded", String(!folded));
    });
    return button;
  }

  #nearEnd() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 120;
  }

  /** Shows the end or, when the question is taller than the window, its beginning. That something was sent comes first. */
  #showNewest() {
    if (!this.#following) return;
    const end = this.#log.scrollHeight - this.#log.clientHeight;
    if (this.#list.lastElementChild?.matches(".you")) return void (this.#log.scrollTop = end);
    const told = this.#newest.find(({ message }) => message.role === "goodbye");
    const question = told ?? this.#newest.findLast(({ message }) => message.asked) ?? this.#newest[0];
    this.#log.scrollTop = question ? Math.min(end, question.item.offsetTop - 12) : end;
  }
}

const speaker = (name) => make("span", { class: "unseen" }, `${words(name)}: `);

const group = (list, kind, label) =>
  list.length ? [make("div", { class: kind, role: "group", "aria-label": words(label) }, ...list)] : [];

const isPlace = (address) => Boolean(address) && /^https?:$/.test(new URL(address, location.href).protocol);

/** What to type for a button: a level is typed as itself, anything else by its place. */
function numberOf(button, typable) {
  if (typable.length < 2 || !typable.includes(button) || /^\d/.test(button.label)) return "";
  const tails = typable.map(({ press }) => /(\d)$/.exec(press)?.[1]);
  const levels = tails.length === 5 && tails.every((tail, index) => tail === String(index));
  return typable.indexOf(button) + (levels ? 0 : 1);
}
