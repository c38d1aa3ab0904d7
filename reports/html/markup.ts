/** Markup in which every interpolated text is escaped: the only way text gets into a report. */

export interface Markup {
  readonly markup: string;
}

type Content = string | number | Markup | undefined | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text with everything invisible made visible: control characters as their pictures, marks of direction as ⟨202e⟩. */
export function visible(text: string): string {
  return text
    .replaceAll(CONTROLS, (sign) => (sign < " " ? String.fromCharCode(0x2400 + sign.charCodeAt(0)) : `⟨${sign.charCodeAt(0).toString(16)}⟩`))
    .replaceAll(DIRECTIONS, (sign) => `⟨${sign.charCodeAt(0).toString(16)}⟩`)
    .replaceAll(LONE_SURROGATES, "\ufffd");
}

function write(content: Content): string {
  if (content === undefined) return "";
  if (typeof content === "number") return String(content);
  if (typeof content === "string") return visible(content).replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
  if ("markup" in content) return content.markup;
  return content.map(write).join("");
}

/** Tag of markup templates. Attribute values must stand in double quotes. */
export function html(pieces: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return { markup: pieces.map((piece, i) => piece + write(contents[i])).join("") };
}
