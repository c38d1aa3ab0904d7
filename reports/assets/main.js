// The page comes alive: list, sample view, flips, keys, and the address that holds what is looked at.

import { keyOf, recall, remember, state } from "./address.js";
import { createBrowser } from "./browser.js";
import { showFlips } from "./flips.js";
import { listenToKeys } from "./keys.js";
import { followRun } from "./live.js";
import { createSampleView } from "./sample-view.js";
import { data, findSample } from "./source.js";

const browser = createBrowser(open);
const view = createSampleView({ step, closed });

function open(sample) {
  state.sample = keyOf(sample);
  remember();
  view.open(sample);
}

async function step(by) {
  const next = await browser.neighbour(state.sample, by);
  if (next !== undefined) open(next);
}

function closed(sample) {
  state.sample = "";
  remember();
  if (sample !== undefined) browser.focusOn(keyOf(sample));
}

async function follow() {
  if (!recall()) return;
  const key = state.sample;
  await browser.apply();
  if (location.hash.includes("?")) document.getElementById("samples").scrollIntoView();
  if (key === "") return view.dialog.close();
  const sample = await findSample(key);
  if (sample !== undefined) view.open(sample);
}

document.getElementById("browser").append(browser.element);
document.body.append(view.dialog);
showFlips(open);
listenToKeys({ browser, view, step });
addEventListener("hashchange", follow);
if (location.hash.startsWith("#samples")) void follow();
else void browser.apply();
if (data.isLive) followRun(browser);
