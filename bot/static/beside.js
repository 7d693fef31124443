/** The profile so far: beside the conversation on a wide screen, behind a button on a narrow one. */

import { find } from "./page.js";

const drawer = find("drawer");
const pane = find("so-far");
const wide = matchMedia("(min-width: 60rem)");

/** Puts the pane where there is room for it, and opens and closes the drawer. */
export function arrange() {
  const place = () => {
    if (wide.matches && drawer.open) drawer.close();
    (wide.matches ? find("beside") : find("drawer-place")).append(pane);
  };
  place();
  wide.addEventListener("change", place);
  find("open-so-far").addEventListener("click", () => {
    drawer.showModal();
    find("so-far-title").focus();
  });
  find("close-so-far").addEventListener("click", () => drawer.close());
}

export const closeDrawer = () => drawer.open && drawer.close();

let timer = 0;
let last = "";
let here = "";
let shown = "";

/** The part that is asked about is the one that lies open, unless somebody has opened or closed it. */
export const follow = (path) => (here = path.split(".")[0]);

/** Asks for the answers again in a moment, however many times it is called before then. */
export function refresh(address) {
  clearTimeout(timer);
  timer = setTimeout(() => fetchAnswers(address).catch(() => {}), 150);
}

async function fetchAnswers(address) {
  const response = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(15_000) });
  if (!response.ok || response.redirected) return;
  const text = await response.text();
  if (text === last && here === shown) return;
  last = text;
  replace(find("answers"), new DOMParser().parseFromString(text, "text/html").body);
}

/** New answers in the same place: what was open stays open, and focus and scroll stay where they were. */
function replace(place, fresh) {
  const scroller = wide.matches ? find("beside") : drawer;
  const { scrollTop } = scroller;
  const known = new Map([...place.querySelectorAll("details")].map((part) => [part.dataset.key, part]));
  const followed = ({ open, dataset }) => open !== (dataset.begun === "open");
  for (const part of fresh.querySelectorAll("details")) {
    part.open = part.dataset.key === here;
    part.dataset.begun = part.open ? "open" : "closed";
    const before = known.get(part.dataset.key);
    if (before && followed(before)) part.open = before.open;
  }
  const focused = place.contains(document.activeElement) ? markOf(document.activeElement) : null;
  place.replaceChildren(...fresh.childNodes);
  scroller.scrollTop = scrollTop;
  const moved = here !== shown;
  shown = here;
  if (!focused) return moved && showPart(scroller, place);
  const again = [...place.querySelectorAll("summary, button")].find((each) => markOf(each) === focused);
  again?.focus({ preventScroll: true });
}

/** Brings the part that is asked about into sight, by moving nothing but the pane. */
function showPart(scroller, place) {
  const part = [...place.querySelectorAll("details")].find(({ dataset }) => dataset.key === here);
  if (!part) return;
  const { top, bottom } = part.getBoundingClientRect();
  const frame = scroller.getBoundingClientRect();
  if (top < frame.top || bottom > frame.bottom) scroller.scrollTop += top - frame.top - 12;
}

const markOf = (element) => element.dataset.press ?? `part ${element.closest("details")?.dataset.key}`;
