/** Markup in which every interpolated text is escaped: the only way text gets into a report. */

import { visible } from "../visible.ts";

export interface Markup {
  readonly markup: string;
}

type Content = string | number | Markup | undefined | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
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
