// The list of samples: search, filters, order, more on request.

import { initial, keyOf, remember, state } from "./address.js";
import { button, element, text } from "./dom.js";
import { scoreOf } from "./sample-view.js";
import { benchmarks, data, findSamples, pictureAddress, promptsOf, titleOf } from "./source.js";

const PAGE = 50;
const COLUMNS = ["Picture", "Sample", "Prompt, reply and references", "Score", "Status"];

function choice(label, name, options, change) {
  const select = element("select", { name, ariaLabel: label }, ...options.map(([value, shown]) => element("option", { value, textContent: shown })));
  select.addEventListener("change", () => change({ [name]: select.value }));
  return select;
}

function groupOptions(benchmark) {
  const chosen = benchmark === "" ? [...benchmarks.values()] : [benchmarks.get(benchmark)].filter((one) => one !== undefined);
  return [["", "All groups"], ...[...new Set(chosen.flatMap(({ groups }) => groups))].map((group) => [group, group.replace("=", " ")])];
}

function controlsOf(change) {
  const several = data.runs.length > 1;
  return {
    benchmark: choice("Benchmark", "benchmark", [["", "All benchmarks"], ...[...benchmarks.values()].map(({ name, title }) => [name, title])], change),
    status: choice("Status", "status", [["", "All statuses"], ...["answered", "unreadable", "failed"].map((name) => [name, name])], change),
    group: choice("Group", "group", groupOptions(""), change),
    sort: choice("Order", "sort", [["order", "Dataset order"], ["worst", "Lowest score first"], ["best", "Highest score first"], ...(several ? [["change", "Largest change first"]] : []), ["slowest", "Slowest first"], ["id", "By id"]], change),
  };
}

// The picture, or as many as four of several, from the first on.
function thumbnails(sample) {
  const addresses = sample.pictures.map(pictureAddress).filter((address) => address !== undefined);
  const count = Math.min(4, addresses.length);
  const images = Array.from({ length: count }, (_, i) => element("img", { src: addresses[Math.floor((i * addresses.length) / count)], alt: "", loading: "lazy" }));
  return count < 2 ? images : [element("div", { className: "mosaic" }, ...images)];
}

function row(sample, open) {
  const groups = Object.entries(sample.groups).map(([name, value]) => `${name} ${value}`);
  const references = sample.references.slice(0, 3).map((reference) => text("reference", reference));
  const hidden = sample.references.length - references.length;
  const letter = ({ run }) => (data.runs.length > 1 ? element("small", { textContent: data.runs[run]?.name ?? "" }) : undefined);
  const made = element("tr", {},
    element("td", {}, ...thumbnails(sample)),
    element("td", {}, element("button", { type: "button", className: "open text", dir: "auto", textContent: sample.id, dataset: { key: keyOf(sample) } }), element("small", { textContent: [titleOf(sample.benchmark), ...groups].join(" · ") })),
    element("td", {}, ...(benchmarks.get(sample.benchmark)?.hasQuestions ? promptsOf(sample).map((prompt) => text("prompt", prompt)) : []), ...sample.replies.flatMap((reply) => [letter(reply), text("reply", reply.text ?? "")]), ...references, hidden > 0 ? element("small", { textContent: `and ${hidden} more` }) : undefined),
    element("td", { className: "number" }, ...sample.replies.map((reply) => element("div", { textContent: scoreOf(reply) }))),
    element("td", {}, ...sample.replies.map((reply) => element("div", { className: `status-${reply.status}` }, reply.status, reply.note === undefined ? undefined : element("small", { textContent: reply.note })))));
  made.addEventListener("click", () => open(sample));
  return made;
}

export function createBrowser(openSample) {
  const search = element("input", { type: "search", name: "q", placeholder: "Search ids, prompts, replies, references ( / )", ariaLabel: "Search samples" });
  const controls = controlsOf(change);
  const found = element("p", { className: "hint", ariaLive: "polite" });
  const body = element("tbody");
  const more = button("Show more", { className: "more" }, showMore);
  const reset = button("Clear", { title: "Clear search and filters" }, () => change({ ...initial }));
  const table = element("table", { className: "samples" }, element("thead", {}, element("tr", {}, ...COLUMNS.map((name) => element("th", { scope: "col", textContent: name, className: name === "Score" ? "number" : "" })))), body);
  let shown = [];
  let turn = 0;

  // Answers of a server may overtake each other: only the newest question counts.
  async function load(offset) {
    const mine = ++turn;
    try {
      const answer = await findSamples(state, offset, PAGE);
      if (mine !== turn) return;
      shown = [...shown.slice(0, offset), ...answer.samples];
      if (offset === 0) body.replaceChildren();
      body.append(...answer.samples.map((sample) => row(sample, openSample)));
      more.hidden = shown.length >= answer.found;
      found.textContent = describe(answer);
    } catch (error) {
      if (mine === turn) found.textContent = `The list cannot be read: ${error.message}`;
    }
  }

  function describe({ found: count, total }) {
    const inAll = data.isLive ? total : data.samples.length;
    const kept = inAll < total ? `; the run has ${total.toLocaleString("en")}, the benchmarks say which are shown` : "";
    return `${count.toLocaleString("en")} of ${inAll.toLocaleString("en")} samples${kept}. Press ? for keys.`;
  }

  async function showMore() {
    const next = shown.length;
    await load(next);
    body.children[next]?.querySelector("button").focus();
  }

  function apply() {
    search.value = state.q;
    controls.group.replaceChildren(...groupOptions(state.benchmark).map(([value, label]) => element("option", { value, textContent: label })));
    for (const [name, select] of Object.entries(controls)) select.value = state[name];
    controls.group.hidden = controls.group.options.length < 2;
    return load(0);
  }

  function change(part) {
    Object.assign(state, part, "benchmark" in part ? { group: "" } : {});
    remember();
    void apply();
  }

  search.addEventListener("input", () => change({ q: search.value }));
  return {
    element: element("div", {}, element("div", { className: "controls" }, search, ...Object.values(controls), reset), found, table, more),
    apply,
    focusSearch: () => search.focus(),
    // The sample before or after one in the list; the next page is fetched when it is needed.
    async neighbour(key, by) {
      const at = shown.findIndex((sample) => keyOf(sample) === key) + by;
      if (at === shown.length && !more.hidden) await load(at);
      return at < 0 ? undefined : shown[at];
    },
    focusOn(key) {
      [...body.querySelectorAll("button.open")].find((one) => one.dataset.key === key)?.focus();
    },
    // Moves from row to row; the first one is where to begin.
    move(by) {
      const all = [...body.querySelectorAll("button.open")];
      const at = all.indexOf(document.activeElement);
      all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
    },
  };
}
