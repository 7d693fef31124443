/** Lines of a summary or a task list, each with a button that goes to it. */

import { make, words } from "./page.js";

function go(press, label, ...inside) {
  return make("button", { type: "button", class: "link", "data-press": press, "data-label": label }, ...inside);
}

/** Parts to go to as a list with states; anything else as terms and what was said about them. */
export function drawLines({ role, lines }) {
  const parts = role === "tasks" || lines.every(({ press }) => press?.startsWith("jump:"));
  return parts ? tasks(lines) : summary(lines);
}

function tasks(lines) {
  const rows = lines.map(({ label, text, press, state }) => {
    const title = press ? go(press, label, label) : make("span", {}, label);
    return make("li", {}, title, make("span", { class: `tag ${state}` }, text || words(state)));
  });
  return make("ul", { class: "task-lines" }, ...rows);
}

function summary(lines) {
  const rows = lines.map(({ label, text, press, state }) => {
    const said = make("dd", { class: state, translate: "no", dir: "auto" }, text || words(state));
    const change = [words("change"), make("span", { class: "unseen" }, `: ${label}`)];
    const act = press ? make("dd", { class: "act" }, go(press, label, ...change)) : "";
    return make("div", {}, make("dt", {}, label), said, act);
  });
  return make("dl", { class: "answer-lines" }, ...rows);
}
