/** Lists of texts that somebody wrote with Python's repr, as tables hold them where a list was expected. */

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\", "'": "'", '"': '"' };
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs;
const TEXT = /\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")\s*/ys;

/** Undefined for what is no such list. @example readPythonTexts("['a', \"it's\"]") // → ["a", "it's"] */
export function readPythonTexts(text: string): readonly string[] | undefined {
  const inside = /^\s*\[(.*)\]\s*$/s.exec(text)?.[1];
  if (inside === undefined) return undefined;
  const texts: string[] = [];
  if (inside.trim() === "") return texts;
  for (let at = 0; ;) {
    TEXT.lastIndex = at;
    const match = TEXT.exec(inside);
    if (match === null) return undefined;
    texts.push((match[1] ?? match[2] ?? "").replaceAll(ESCAPE, (whole, two?: string, four?: string, eight?: string, one?: string) => {
      const code = two ?? four ?? eight;
      return code === undefined ? (ESCAPES[one ?? ""] ?? whole) : String.fromCodePoint(Number.parseInt(code, 16));
    }));
    at = TEXT.lastIndex;
    if (at === inside.length) return texts;
    if (inside[at++] !== ",") return undefined;
  }
}
