/** "Did you mean": the known name nearest to what was typed. */

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The nearest of `known`, or undefined when nothing is near. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const ranked = known.map((name) => ({ name, cost: distance(typed.toLowerCase(), name.toLowerCase()) }));
  ranked.sort((a, b) => a.cost - b.cost);
  const best = ranked[0];
  if (best !== undefined && best.cost <= Math.max(2, Math.floor(typed.length / 3))) return best.name;
  return known.find((name) => name.startsWith(typed) || typed.startsWith(name));
}

/** A sentence for an error's hint: the nearest name, and all of them when they are few. */
export function suggestion(typed: string, known: readonly string[]): string {
  const near = nearest(typed, known);
  const list = known.length <= 12 || near === undefined ? ` Known: ${known.join(", ")}.` : "";
  return `${near === undefined ? "" : `Did you mean "${near}"?`}${list}`.trim();
}
