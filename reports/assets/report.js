// The sample browser: search, filter and sort, one dialog; its state lives in the address. All text is inserted as text.
(() => {
  const { samples, pictures, total } = JSON.parse(document.getElementById("data").textContent);
  const PAGE = 50;
  const initial = { q: "", benchmark: "", status: "", sort: "order", sample: "" };
  let state = { ...initial };
  let matching = [];
  let visible = PAGE;

  function element(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter((child) => child !== undefined));
    return made;
  }

  function choice(label, name, options) {
    const select = element("select", { name, ariaLabel: label }, ...options.map(([value, text]) => element("option", { value, textContent: text })));
    select.addEventListener("change", () => change({ [name]: select.value }));
    return select;
  }

  const several = new Set(samples.map(({ model }) => model)).size > 1;
  const benchmarks = [...new Set(samples.map(({ benchmark }) => benchmark))];
  const search = element("input", { type: "search", name: "q", placeholder: "Search ids, replies, references ( / )", ariaLabel: "Search samples" });
  const controls = {
    benchmark: choice("Benchmark", "benchmark", [["", "All benchmarks"], ...benchmarks.map((name) => [name, name])]),
    status: choice("Status", "status", [["", "All statuses"], ...["answered", "unreadable", "failed"].map((name) => [name, name])]),
    sort: choice("Order", "sort", [["order", "Dataset order"], ["worst", "Lowest score first"], ["best", "Highest score first"], ["id", "By id"]]),
  };
  const found = element("p", { className: "hint", ariaLive: "polite" });
  const body = element("tbody");
  const more = element("button", { type: "button", className: "more", textContent: "Show more" });
  const dialog = element("dialog", { ariaLabel: "Sample" });
  const columns = ["Picture", "Sample", "Reply and references", "Score", "Status"];
  const table = element("table", { className: "samples" }, element("thead", {}, element("tr", {}, ...columns.map((name) => element("th", { scope: "col", textContent: name, className: name === "Score" ? "number" : "" })))), body);
  document.getElementById("browser").append(element("div", { className: "controls" }, search, ...Object.values(controls)), found, table, more, dialog);

  search.addEventListener("input", () => change({ q: search.value }));
  more.addEventListener("click", () => {
    const next = visible;
    visible += PAGE;
    draw();
    body.children[next]?.focus();
  });

  const orders = {
    worst: (a, b) => (a.score ?? Infinity) - (b.score ?? Infinity),
    best: (a, b) => (b.score ?? -Infinity) - (a.score ?? -Infinity),
    id: (a, b) => a.id.localeCompare(b.id, "en", { numeric: true }),
  };

  function matches(sample) {
    if (state.benchmark !== "" && sample.benchmark !== state.benchmark) return false;
    if (state.status !== "" && sample.status !== state.status) return false;
    const words = state.q.toLowerCase().split(/\s+/).filter((word) => word !== "");
    const text = [sample.id, sample.text ?? "", sample.prompt, sample.groups, sample.note ?? "", ...sample.references].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  }

  function scoreOf({ score }) {
    return score === undefined ? "–" : score.toFixed(3);
  }

  function picturesOf(sample, lazy) {
    return sample.pictures.filter((digest) => digest in pictures).map((digest) => element("img", { src: pictures[digest], alt: "", loading: lazy ? "lazy" : "eager" }));
  }

  function text(className, content) {
    return element("span", { className: `text ${className}`, dir: "auto", textContent: content });
  }

  function row(sample) {
    const detail = [sample.benchmark, several ? sample.model : "", sample.groups].filter((part) => part !== "").join(" · ");
    const references = sample.references.slice(0, 3).map((reference) => text("reference", reference));
    const hidden = sample.references.length - references.length;
    const made = element("tr", { tabIndex: 0 },
      element("td", {}, ...picturesOf(sample, true).slice(0, 1)),
      element("td", {}, text("", sample.id), element("small", { textContent: detail })),
      element("td", {}, text("reply", sample.text ?? ""), ...references, hidden > 0 ? element("small", { textContent: `and ${hidden} more` }) : undefined),
      element("td", { className: "number", textContent: scoreOf(sample) }),
      element("td", { className: `status-${sample.status}` }, sample.status, sample.note === undefined ? undefined : element("small", { textContent: sample.note })));
    made.addEventListener("click", () => open(sample));
    return made;
  }

  function section(title, ...texts) {
    return texts.length === 0 ? [] : [element("h4", { textContent: title }), ...texts];
  }

  function open(sample) {
    state = { ...state, sample: String(samples.indexOf(sample)) };
    remember();
    const step = (by, label, sign) => {
      const next = matching[matching.indexOf(sample) + by];
      const button = element("button", { type: "button", textContent: sign, ariaLabel: label, disabled: next === undefined });
      button.addEventListener("click", () => open(next));
      return button;
    };
    const close = element("button", { type: "button", textContent: "Close" });
    close.addEventListener("click", () => dialog.close());
    const facts = [sample.benchmark, sample.model, sample.groups, sample.status, `score ${scoreOf(sample)}`].filter((part) => part !== "").join(" · ");
    dialog.replaceChildren(
      element("div", { className: "bar" }, element("strong", { textContent: sample.id }), step(-1, "Previous sample", "←"), step(1, "Next sample", "→"), close),
      element("div", { className: "sample" }, element("div", {}, ...picturesOf(sample, false)), element("div", {},
        element("p", { className: "facts", textContent: facts }),
        ...section("Prompt", text("", sample.prompt)),
        ...section("Reply", text("reply", sample.text ?? "(none)")),
        ...section("Note", ...(sample.note === undefined ? [] : [text("bad", sample.note)])),
        ...section(sample.references.length === 1 ? "Reference" : `References (${sample.references.length})`, ...sample.references.map((reference) => text("reference", reference))))));
    if (!dialog.open) dialog.showModal();
  }

  dialog.addEventListener("close", () => {
    const at = matching.indexOf(samples[Number(state.sample)]);
    state = { ...state, sample: "" };
    remember();
    body.children[at]?.focus();
  });

  function draw() {
    body.replaceChildren(...matching.slice(0, visible).map(row));
    more.hidden = matching.length <= visible;
    const kept = samples.length < total ? ` (of ${total} in the run; all failed and unreadable ones up to a limit, and a fixed selection of the others)` : "";
    found.textContent = `${matching.length} of ${samples.length} samples${kept}. Keys: / search, ↑ ↓ move, Enter open, ← → in an open sample.`;
  }

  function apply() {
    matching = samples.filter(matches);
    if (state.sort in orders) matching = matching.toSorted(orders[state.sort]);
    search.value = state.q;
    for (const [name, select] of Object.entries(controls)) select.value = state[name];
    visible = PAGE;
    draw();
  }

  function change(part) {
    state = { ...state, ...part };
    remember();
    apply();
  }

  function remember() {
    const parts = Object.entries(state).filter(([name, value]) => value !== initial[name]);
    history.replaceState(null, "", parts.length === 0 ? "#samples" : `#samples?${new URLSearchParams(parts)}`);
  }

  function recall() {
    const [place, query = ""] = location.hash.split("?");
    if (place !== "#samples") return apply();
    state = { ...initial, ...Object.fromEntries([...new URLSearchParams(query)].filter(([name]) => name in initial)) };
    apply();
    if (query !== "") document.getElementById("samples").scrollIntoView();
    const sample = state.sample === "" ? undefined : samples[Number(state.sample)];
    if (sample !== undefined) open(sample);
  }

  addEventListener("hashchange", recall);
  addEventListener("keydown", (event) => {
    if (dialog.open) {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const next = by === undefined ? undefined : matching[matching.indexOf(samples[Number(state.sample)]) + by];
      if (next !== undefined) open(next);
      return;
    }
    if (event.key === "/" && document.activeElement !== search) {
      event.preventDefault();
      search.focus();
    }
    const at = [...body.children].indexOf(document.activeElement);
    const by = { ArrowUp: -1, ArrowDown: 1, k: -1, j: 1 }[event.key];
    if (at >= 0 && by !== undefined) {
      event.preventDefault();
      body.children[at + by]?.focus();
    }
    if (at >= 0 && event.key === "Enter") {
      // Else the same key press would click the button that the dialog focuses.
      event.preventDefault();
      open(matching[at]);
    }
  });
  recall();
})();
