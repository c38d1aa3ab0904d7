// What is looked at lives in the address, so that a link shows the same: #samples?q=…&sample=benchmark/id.

export const initial = { q: "", benchmark: "", status: "", group: "", sort: "order", sample: "" };
export const state = { ...initial };

export function keyOf(sample) {
  return `${sample.benchmark}/${sample.id}`;
}

function hashOf(wanted) {
  const parts = Object.entries(wanted).filter(([name, value]) => value !== initial[name]);
  return parts.length === 0 ? "#samples" : `#samples?${new URLSearchParams(parts)}`;
}

export function remember() {
  history.replaceState(null, "", hashOf(state));
}

// Takes the address over; false when it points elsewhere in the page.
export function recall() {
  const [place, ...rest] = location.hash.split("?");
  if (place !== "#samples") return false;
  Object.assign(state, initial, Object.fromEntries([...new URLSearchParams(rest.join("?"))].filter(([name]) => Object.hasOwn(initial, name))));
  return true;
}

// The link of one sample, without the search that found it.
export function linkTo(sample) {
  return `${location.href.split("#")[0]}${hashOf({ ...initial, sample: keyOf(sample) })}`;
}
