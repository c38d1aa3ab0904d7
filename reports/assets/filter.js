// Which samples are shown and in what order. The page and `cardeval view` run this very module.

export function matches(sample, { q = "", benchmark = "", status = "", group = "" }) {
  if (benchmark !== "" && sample.benchmark !== benchmark) return false;
  if (status !== "" && !sample.replies.some((reply) => reply.status === status)) return false;
  if (group !== "" && !Object.entries(sample.groups).some(([name, value]) => `${name}=${value}` === group)) return false;
  if (q.trim() === "") return true;
  const replies = sample.replies.flatMap(({ text = "", answer = "", prompt, note = "" }) => [text, answer, prompt, note]);
  const all = [sample.id, ...Object.values(sample.groups), ...sample.references, ...replies].join("\n").toLowerCase();
  return q.toLowerCase().split(/\s+/).every((word) => all.includes(word));
}

const last = ({ replies }) => replies.at(-1)?.score;

function change({ replies }) {
  const [before, after] = [replies[0]?.score, replies.at(-1)?.score];
  return before === undefined || after === undefined ? 0 : Math.abs(after - before);
}

// What a sample is sorted by: smaller comes first, equal ones stay in dataset order.
export const ranks = {
  worst: (sample) => last(sample) ?? Infinity,
  best: (sample) => -(last(sample) ?? -Infinity),
  slowest: ({ replies }) => -Math.max(...replies.map(({ latencyMs = -1 }) => latencyMs)),
  change: (sample) => -change(sample),
  id: (sample) => sample.id,
};

const names = new Intl.Collator("en", { numeric: true });

export function compareRanks(a, b) {
  return typeof a === "string" ? names.compare(a, b) : a === b ? 0 : a - b;
}
