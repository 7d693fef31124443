/** One input of a card, of the kind its question needs: a box, radios, ticks or a list. */

import { make, words } from "./page.js";

const FEW = 7;

/** `{element, first, read(), show()}`: what to put on the page, where focus goes, the answer, and it in words. */
export function inputOf(field, id, value, about) {
  const options = field.options?.length || field.kind !== "yes_no" ? field.options ?? [] : yesNo();
  const chosen = [value].flat();
  if (field.kind === "choices") return ticks("checkbox", field, id, options, chosen);
  if (options.length && options.length <= FEW) return ticks("radio", field, id, options, chosen);
  const marks = {
    id,
    name: field.path,
    autocomplete: "off",
    "aria-describedby": about,
    "aria-invalid": field.error ? "true" : null,
    "aria-required": field.required ? "true" : null,
  };
  return options.length ? picker(marks, options, chosen[0]) : typed(field, marks, chosen.join(", "));
}

const yesNo = () => [{ press: "yes", label: words("yes") }, { press: "no", label: words("no") }];

function typed(field, marks, value) {
  const own = field.identity ? { translate: "no", spellcheck: "false" } : {};
  const shapes = { number: "narrow-box", date: "date-box", month: "date-box" };
  const attributes = { ...marks, ...own, class: shapes[field.kind], dir: "auto" };
  if (field.kind === "number") attributes.inputmode = "decimal";
  const element =
    field.kind === "long_text"
      ? make("textarea", { ...attributes, rows: 4 })
      : make("input", { ...attributes, type: "text" });
  element.value = value;
  return { element, first: element, read: () => element.value, show: () => element.value.trim() };
}

function picker(marks, options, value) {
  const element = make("select", marks, make("option", { value: "" }, words("choose")));
  element.append(...options.map(({ press, label }) => make("option", { value: press }, label)));
  element.value = value;
  if (element.selectedIndex < 0) element.value = "";
  const show = () => (element.value ? element.selectedOptions[0].textContent : "");
  return { element, first: element, read: () => element.value, show };
}

function ticks(type, field, id, options, chosen) {
  const inputs = options.map(({ press }, index) =>
    make("input", {
      type,
      name: `${id}-${field.path}`,
      value: press,
      id: index ? `${id}-${index}` : id,
      checked: chosen.includes(press),
    }),
  );
  const rows = options.map(({ label, hint }, index) => {
    const text = [make("span", {}, label), hint ? make("span", { class: "hint" }, hint) : ""];
    const named = make("span", { class: "tick-words" }, ...text);
    return make("label", { class: "tick", for: inputs[index].id }, inputs[index], named);
  });
  const short = options.every(({ label, hint }) => label.length < 16 && !hint);
  const element = make("div", { class: short ? "ticks level" : "ticks" }, ...rows);
  const picked = () => inputs.filter((input) => input.checked);
  const label = (input) => options[inputs.indexOf(input)].label;
  return {
    element,
    several: true,
    first: inputs[0],
    read: () => (type === "radio" ? picked()[0]?.value ?? "" : picked().map((input) => input.value)),
    show: () => picked().map(label).join(", "),
  };
}
