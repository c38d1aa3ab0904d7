// `cardeval view`: looks every two seconds how far the run is, and takes new numbers over without losing the reader's place.

import { button, element } from "./dom.js";
import { data, takeFrame } from "./source.js";

const EVERY_MS = 2000;
const RECORDS = ["banners", "card", "benchmarks"];

// Numbers of newly scored benchmarks come as the page itself, parsed without running anything.
async function takeOver() {
  const page = new DOMParser().parseFromString(await (await fetch("./")).text(), "text/html");
  takeFrame(page);
  for (const id of RECORDS) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (old === null || fresh === null || old.innerHTML === fresh.innerHTML) continue;
    const open = new Map(Array.from(old.querySelectorAll("details[id]"), (one) => [one.id, one.open]));
    old.replaceChildren(...fresh.childNodes);
    for (const one of old.querySelectorAll("details[id]")) one.open = open.get(one.id) ?? one.open;
  }
}

function line({ title, counts, expected, isScored }) {
  const known = expected === undefined && isScored ? counts.total : expected;
  const bar = known === undefined ? undefined : element("progress", { max: Math.max(known, 1), value: counts.total, ariaLabel: `${title}: replies` });
  const asked = `${counts.total.toLocaleString("en")}${known === undefined ? "" : ` of ${known.toLocaleString("en")}`} asked`;
  return element("tr", {}, element("th", { scope: "row", textContent: title }), element("td", {}, bar), element("td", { textContent: `${asked}, ${counts.unreadable} unreadable, ${counts.failed} failed${isScored ? ", scored" : ""}` }));
}

function lines({ status, benchmarks }) {
  return [element("h2", { textContent: `Run: ${status}` }), element("table", {}, element("tbody", {}, ...benchmarks.map(line)))];
}

export function followRun(browser) {
  const place = document.getElementById("progress");
  let [replies, listed] = [0, undefined];
  const fresh = button("", { className: "fresh", hidden: true }, () => {
    fresh.hidden = true;
    listed = replies;
    void browser.apply();
  });
  browser.element.prepend(fresh);
  async function look() {
    try {
      const now = await (await fetch("state")).json();
      if (data.version !== now.version) await takeOver();
      replies = now.replies;
      listed ??= replies;
      place.hidden = now.status === "complete";
      place.replaceChildren(...lines(now));
      fresh.textContent = `${(replies - listed).toLocaleString("en")} new replies: show`;
      fresh.hidden = replies <= listed;
    } catch {
      place.hidden = false;
      place.replaceChildren(element("p", { className: "banner", textContent: "The viewer's server does not answer; what is shown stays as it is." }));
    }
    setTimeout(look, EVERY_MS);
  }
  void look();
}
