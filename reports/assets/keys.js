// Everything by keyboard; the same list is what `?` shows.

import { button, element } from "./dom.js";
import { toggleOverlay } from "./overlay.js";

const KEYS = [
  ["/", "search"], ["↑ ↓ or k j", "move in the list"], ["Enter", "open a sample"], ["← →", "previous and next sample"],
  ["o", "overlays on and off"], ["c", "copy the sample's link"], ["x", "copy the command that asks for it again"], ["Esc", "close"], ["?", "these keys"],
];

function helpDialog() {
  const dialog = element("dialog", { className: "keys" });
  dialog.setAttribute("aria-labelledby", "keys-title");
  const rows = KEYS.map(([key, meaning]) => [element("dt", {}, element("kbd", { textContent: key })), element("dd", { textContent: meaning })]);
  dialog.append(element("h2", { id: "keys-title", textContent: "Keys" }), element("dl", {}, ...rows.flat()), button("Close", {}, () => dialog.close()));
  return dialog;
}

const isTyping = ({ target }) => target.matches("input:not([type=range]):not([type=checkbox]), select, textarea");

export function listenToKeys({ browser, view, step }) {
  const help = helpDialog();
  document.body.append(help);
  const press = (title) => view.dialog.querySelector(`button[title="${title}"]`)?.click();
  const inView = {
    ArrowLeft: () => step(-1), ArrowRight: () => step(1), o: toggleOverlay,
    c: () => press("Copy link (c)"), x: () => press("Copy command (x)"),
  };
  const inPage = {
    "/": () => browser.focusSearch(),
    ArrowUp: () => browser.move(-1), k: () => browser.move(-1), ArrowDown: () => browser.move(1), j: () => browser.move(1),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event) || help.open) return;
    const keys = view.dialog.open ? inView : inPage;
    // Outside the list the arrows scroll the page, in a slider they move it.
    const isScrolling = event.key.startsWith("Arrow") && (view.dialog.open ? event.target.matches("input") : !event.target.matches("button.open[data-key]"));
    const act = event.key === "?" ? () => help.showModal() : Object.hasOwn(keys, event.key) && !isScrolling ? keys[event.key] : undefined;
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}
