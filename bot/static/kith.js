/** The chat page: ties the line, the outbox, the conversation, the box and the answers so far together. */

import * as beside from "./beside.js";
import * as cards from "./card.js";
import { Composer } from "./composer.js";
import { Line } from "./line.js";
import { Outbox } from "./outbox.js";
import { find, make, start, words } from "./page.js";
import { Talk } from "./talk.js";

const mine = new Set();
let justSent = new Set();
let acted = false;

const line = new Line(start, hear, tell);
const outbox = new Outbox(line, (item, state) => talk.mark(item, state));
const talk = new Talk({ press, card, again, takeBack });
const composer = new Composer((text) => say(text, { asked: talk.asked }));

function say(text, kith, paths = []) {
  const item = { id: crypto.randomUUID(), text, kith, paths };
  mine.add(item.id);
  talk.addYou(text, item);
  outbox.put(item);
}

function press(name, label, asked) {
  acted = true;
  say(label, { asked, press: name });
}

function card({ fields, notKnown, text }, asked) {
  acted = true;
  justSent = new Set(Object.keys(fields));
  say(text, { asked, fields, not_known: notKnown }, Object.keys(fields));
}

function again() {
  line.hurry();
  outbox.hurry();
}

function takeBack(item) {
  composer.takeBack(item.text);
  item.state.replaceChildren();
}

function hear(activity) {
  if (activity.type === "event" && activity.name === "kith/changed") return beside.refresh(start.answers);
  if (activity.type !== "message") return;
  find("opening").hidden = true;
  if (activity.from?.role === "bot") hearKith(activity);
  else hearYou(activity);
}

function hearYou({ text = "", channelData }) {
  const id = channelData?.kith?.id;
  if (mine.has(id)) return outbox.arrived(id);
  mine.add(id);
  talk.addYou(text);
}

function hearKith({ text = "", channelData, conversation, replyToId = "" }) {
  const message = channelData?.kith ?? {};
  settleCards(message);
  // The text is for clients that draw nothing else, and says its lines and hints in words, too.
  const drawn = talk.addKith(message.text ?? text, message, `${conversation?.id} ${replyToId}`);
  if (message.progress || message.asked || message.role === "goodbye") find("where").textContent = message.progress ?? "";
  if (message.asked) beside.follow(message.asked);
  if (message.asked || message.card) {
    composer.expect(Boolean(message.long));
    if (acted) talk.moveOn(drawn);
    acted = false;
  }
  beside.refresh(start.answers);
}

/** A card that was sent and is not asked again has been taken in; its drafts can go. */
function settleCards({ card, asked }) {
  if (!justSent.size || (!asked && !card)) return;
  const askedAgain = card?.fields.some(({ path, error }) => error && justSent.has(path));
  if (!askedAgain) cards.settle(justSent);
  justSent = new Set();
}

let trouble = 0;

const title = document.title;

/** Hides what was said from whoever comes by while nobody is signed in; what was typed stays where it is. */
function cover(locked) {
  document.body.classList.toggle("locked", locked);
  document.title = locked ? "Kith" : title;
}

/** Says in words when the line has been down for a moment, and when it is back. */
function tell(state) {
  const place = find("connection");
  clearTimeout(trouble);
  if (state !== "broken") cover(state === "signed_out");
  if (state === "open") {
    outbox.hurry();
    const was = place.textContent;
    place.replaceChildren(was ? words("online") : "");
    if (was) {
      trouble = setTimeout(() => place.replaceChildren(), 3000);
      beside.refresh(start.answers);
    }
    return;
  }
  if (state === "over") return place.replaceChildren(words(state), " ", make("a", { href: start.home }, words("home")));
  trouble = setTimeout(() => {
    const retry = make("button", { type: "button", class: "link" }, words("try_now"));
    retry.addEventListener("click", again);
    const out = state === "signed_out";
    const signIn = make("a", { href: start.home, target: "_blank", rel: "noopener" }, words("sign_in"));
    place.replaceChildren(words(out ? state : "offline"), " ", ...(out ? [signIn, " "] : []), retry);
  }, state === "signed_out" ? 0 : 1500);
}

/** Every button of the page that says something, wherever it is: the commands, the lines, the answers so far. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-press]");
  if (!button) return;
  const from = button.closest("#so-far");
  beside.closeDrawer();
  unfold(false);
  press(button.dataset.press, button.dataset.label ?? button.textContent.trim(), from ? "" : talk.asked);
});

const more = find("more");

function unfold(open) {
  find("commands").classList.toggle("open", open);
  more.setAttribute("aria-expanded", String(open));
  more.textContent = words(open ? "show_fewer" : "show_more");
}
more.addEventListener("click", () => unfold(more.getAttribute("aria-expanded") === "false"));

addEventListener("online", again);
addEventListener("pageshow", again);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && again());
addEventListener("beforeunload", (event) => {
  if (!outbox.empty || composer.draft || cards.unsent()) event.preventDefault();
});

/** Some phones lay the keyboard over the page: the page then takes the height that is left. */
const fit = () => document.documentElement.style.setProperty("--height", `${visualViewport.height}px`);
if (window.visualViewport) {
  visualViewport.addEventListener("resize", fit);
  fit();
}

/** What was said before is there to be read, and is not read out all at once. */
if (start.conversationId) {
  find("log").setAttribute("aria-live", "off");
  setTimeout(() => find("log").setAttribute("aria-live", "polite"), 3000);
}

beside.arrange();
beside.refresh(start.answers);
line.run();
