/** Small things every part of the chat page needs: its words, and making elements out of text. */

const read = (id) => JSON.parse(document.getElementById(id).textContent);

export const start = read("kith-start");
const sentences = read("kith-words");

/** The sentence of that name from the page, with the names in braces filled in. */
export function words(name, values = {}) {
  const filled = (sentence, [key, value]) => sentence.replace(`{${key}}`, value);
  return Object.entries(values).reduce(filled, sentences[name] ?? "");
}

/** An element with attributes and children. Strings become text and never markup. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

/** Text as paragraphs: a blank line parts them, a single new line stays a new line. */
export function paragraphs(text) {
  const parts = text.split(/\n[ \t]*\n+/).filter((part) => part.trim());
  return parts.map((part) => make("p", { dir: "auto" }, part));
}

export const find = (id) => document.getElementById(id);

export const wait = (milliseconds) => new Promise((go) => setTimeout(go, milliseconds));

/** True where a keyboard is likely to be there already, so that focus opens no second one. */
export const atDesk = () => matchMedia("(hover: hover) and (pointer: fine)").matches;
