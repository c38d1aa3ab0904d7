// One sample, large: picture with overlays, prompt, replies, references, and why it scored what it scored.

import { linkTo } from "./address.js";
import { button, copyButton, element, text } from "./dom.js";
import { explain, markedReply } from "./explain.js";
import { illustrated } from "./overlay.js";
import { benchmarks, data, pictureAddress, promptsOf, titleOf } from "./source.js";

// The command that asks for this sample again, or undefined when it cannot be typed.
export function commandOf(sample) {
  const command = benchmarks.get(sample.benchmark)?.command;
  if (command === undefined || !sample.typable) return undefined;
  const id = /^[\w@%+=:./-]+$/.test(sample.id) ? sample.id : `'${sample.id.replaceAll("'", String.raw`'\''`)}'`;
  return `${command} --sample-id ${id}`;
}

export function scoreOf({ score }) {
  return score === undefined ? "–" : score.toFixed(3);
}

// `step(by)` opens a neighbour in the list, `closed` is called when the view was closed.
export function createSampleView({ step, closed }) {
  const dialog = element("dialog", { className: "sample-view" });
  dialog.setAttribute("aria-labelledby", "sample-name");
  let current;
  dialog.addEventListener("close", () => {
    const sample = current;
    current = undefined;
    closed(sample);
  });
  return {
    dialog,
    current: () => current,
    open(sample) {
      current = sample;
      dialog.replaceChildren(bar(sample, dialog, step), body(sample));
      if (!dialog.open) dialog.showModal();
      dialog.scrollTop = 0;
    },
  };
}

function bar(sample, dialog, step) {
  const command = commandOf(sample);
  return element("div", { className: "bar" },
    element("h2", { id: "sample-name", dir: "auto", textContent: sample.id }),
    copyButton("Copy link", "c", () => linkTo(sample)),
    command === undefined ? undefined : copyButton("Copy command", "x", () => command),
    button("←", { ariaLabel: "Previous sample", title: "Previous sample (←)" }, () => step(-1)),
    button("→", { ariaLabel: "Next sample", title: "Next sample (→)" }, () => step(1)),
    button("Close", { title: "Close (Esc)" }, () => dialog.close()));
}

function body(sample) {
  const groups = Object.entries(sample.groups).map(([name, value]) => `${name} ${value}`);
  const prompts = promptsOf(sample);
  return element("div", { className: "sample" },
    element("div", { className: "pictures" }, ...pictures(sample)),
    element("div", {},
      element("p", { className: "facts", textContent: [titleOf(sample.benchmark), ...groups].join(" · ") }),
      ...section(prompts.length === 1 ? "Prompt" : "Prompts", prompts.map((prompt) => text("", prompt))),
      ...sample.replies.flatMap((reply) => replySection(sample, reply)),
      ...section(sample.references.length === 1 ? "Reference" : `References (${sample.references.length})`, sample.references.map((reference) => text("reference", reference)))));
}

function section(title, contents) {
  return contents.length === 0 ? [] : [element("h3", { textContent: title }), ...contents];
}

// Overlays belong to the first picture; each run's predictions have their own colour. Several pictures are numbered, in the order in which the model gets them.
function pictures(sample) {
  const addresses = sample.pictures.map(pictureAddress).filter((address) => address !== undefined);
  if (addresses.length === 0) return [element("p", { className: "no-picture", textContent: "No picture was kept of this sample." })];
  const predicted = sample.replies.map(({ run, boxes, masks }) => ({ kind: run === 0 ? "predicted" : "predicted-b", label: data.runs.length > 1 ? data.runs[run].name : "the model's", boxes, masks }));
  const shapes = [{ kind: "reference", label: "the reference", boxes: sample.boxes, masks: sample.masks }, ...predicted];
  const shown = addresses.map((src, i) => illustrated(element("img", { src, alt: `Picture ${i + 1} of sample ${sample.id}` }), i === 0 ? shapes : []));
  const controls = shown[0].controls === undefined ? [] : [shown[0].controls];
  if (shown.length === 1) return [shown[0].frame, ...controls];
  const numbered = shown.map(({ frame }, i) => element("li", {}, frame, element("small", { ariaHidden: "true", textContent: i + 1 })));
  const { frames } = benchmarks.get(sample.benchmark) ?? {};
  return [
    element("ol", { className: frames === undefined ? "several" : "several frames" }, ...numbered), ...controls,
    frames === undefined ? undefined : element("p", { className: "facts", textContent: `${frames}; a video with fewer begins again` }),
  ];
}

function replySection(sample, reply) {
  const { shown, count } = markedReply(reply.text ?? "", sample.references);
  const name = data.runs.length > 1 ? `Reply of ${data.runs[reply.run]?.name ?? "?"}` : "Reply";
  const facts = [
    element("span", { className: `status-${reply.status}`, textContent: reply.status }),
    `score ${scoreOf(reply)}`,
    reply.latencyMs === undefined ? undefined : `${Math.round(reply.latencyMs)} ms`,
    reply.attempt === undefined ? undefined : reply.attempt === 1 ? "first attempt" : `attempt ${reply.attempt}`,
  ].filter((fact) => fact !== undefined).flatMap((fact, i) => (i === 0 ? [fact] : [" · ", fact]));
  return [
    element("h3", { textContent: name }),
    reply.text === undefined ? element("p", { className: "none", textContent: "none" }) : shown,
    element("p", { className: "facts" }, ...facts),
    element("ul", { className: "why", ariaLabel: "Why it scored what it scored" }, ...explain(sample, reply, count).map((sentence) => element("li", {}, text("", sentence)))),
  ];
}
