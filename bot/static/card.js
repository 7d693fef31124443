/** A card: short facts asked together, as a real form with labels, hints and errors. */

import { inputOf } from "./inputs.js";
import { make, words } from "./page.js";

let count = 0;

/** What was typed in cards and is not answered yet, by path, so that a card drawn again still has it. */
const kept = new Map();

/** Forgets the words of a card that has been taken in. */
export const settle = (paths) => paths.forEach((path) => kept.delete(path));

export const unsent = () => kept.size > 0;

/** The form of a card. `send({fields, notKnown, text})` is called when it is handed in. */
export function drawCard(card, send) {
  const form = make("form", { class: "card", novalidate: true, autocomplete: "off" });
  const fields = card.fields.map(drawField);
  const wrong = fields.filter(({ field }) => field.error);
  if (card.title) form.append(make("h3", { tabindex: "-1" }, card.title));
  if (wrong.length) form.append(errorSummary(card, wrong));
  form.append(...fields.map(({ element }) => element));
  form.append(make("button", { type: "submit", class: "button" }, card.submit));
  form.addEventListener("input", () => fields.forEach(keep));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fields.forEach(keep);
    send(collect(fields));
  });
  return form;
}

const stateOf = ({ read, notKnown }) => ({ value: read(), notKnown: Boolean(notKnown?.checked) });

function keep(drawn) {
  const now = stateOf(drawn);
  const { path } = drawn.field;
  if (JSON.stringify(now) !== drawn.was || kept.has(path)) kept.set(path, now);
}

/** Everything in the form by path, what is ticked as not known, and the same in words for the conversation. */
function collect(fields) {
  const sent = { fields: {}, notKnown: [], text: "" };
  const said = [];
  for (const { field, read, notKnown, show } of fields) {
    sent.fields[field.path] = read();
    if (notKnown?.checked) sent.notKnown.push(field.path);
    const shown = notKnown?.checked ? words("not_known") : show();
    if (shown) said.push(`${field.label}: ${shown}`);
  }
  sent.text = said.join("\n") || words("nothing_filled");
  return sent;
}

function errorSummary(card, wrong) {
  const id = `wrong-${++count}`;
  const links = wrong.map(({ field, first }) => {
    const link = make("a", { href: `#${first.id}` }, `${field.label}: ${field.error}`);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      first.focus();
    });
    return make("li", {}, link);
  });
  const marks = { class: "wrong", tabindex: "-1", role: "group", "aria-labelledby": id };
  return make("div", marks, make("h4", { id }, card.error_title || words("problem")), make("ul", {}, ...links));
}

function drawField(field) {
  const id = `field-${++count}`;
  const before = kept.get(field.path);
  const { notes, about } = notesOf(field, id);
  const input = inputOf(field, id, before?.value ?? field.value ?? "", about);
  const optional = field.required ? "" : make("span", { class: "small" }, ` ${words("optional")}`);
  const label = [field.ask || field.label, optional];
  const element = input.several
    ? make("fieldset", { class: "field", "aria-describedby": about }, make("legend", {}, ...label))
    : make("div", { class: "field" }, make("label", { for: id }, ...label));
  element.append(...notes, input.element);
  if (field.error) element.classList.add("mistaken");
  const notKnown = field.not_known ? notKnownBox(id, before?.notKnown ?? field.is_not_known) : null;
  if (notKnown) {
    const what = make("span", {}, words("not_known"), make("span", { class: "unseen" }, `: ${field.label}`));
    element.append(make("label", { class: "tick aside", for: notKnown.id }, notKnown, what));
  }
  const drawn = { ...input, field, element, notKnown };
  return { ...drawn, was: JSON.stringify(stateOf(drawn)) };
}

const notKnownBox = (id, checked) => make("input", { type: "checkbox", id: `${id}-unknown`, checked });

/** The hint and the error of a field, and the ids that tie them to its input. */
function notesOf(field, id) {
  const usual = { date: words("date_hint"), month: words("month_hint") }[field.kind] ?? "";
  const length = field.max_words ? words("words_hint", { count: field.max_words }) : "";
  const hints = [field.hint || usual, length].filter(Boolean);
  const notes = hints.map((hint, index) => make("p", { class: "hint", id: `${id}-hint-${index}` }, hint));
  if (field.error) {
    const mistake = make("span", { class: "unseen" }, words("mistake"));
    notes.push(make("p", { class: "error", id: `${id}-error` }, mistake, field.error));
  }
  return { notes, about: notes.map((note) => note.id).join(" ") || null };
}
