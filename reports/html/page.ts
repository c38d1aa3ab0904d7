/** The frame of the page: policy, style, data and script in one file. */

import { createHash } from "node:crypto";
import { html, type Markup } from "./markup.ts";

export interface Page {
  readonly title: string;
  readonly style: string;
  readonly script: string;
  /** What the script reads. */
  readonly data: unknown;
  /** Whether the script may ask the server that the page came from, and nobody else. */
  readonly from: "file" | "server";
  readonly body: Markup;
}

/** Nothing but this very style and this very script may act. */
function policyOf({ style, script, from }: Page): string {
  const digest = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const sources = from === "file" ? "img-src data:" : "img-src 'self' data:; connect-src 'self'";
  return `default-src 'none'; ${sources}; style-src ${digest(style)}; script-src ${digest(script)}; base-uri 'none'; form-action 'none'`;
}

/** JSON that no HTML parser takes for the end of its element or the begin of a comment. */
function inertJson(data: unknown): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

export function page(content: Page): string {
  const { title, style, script, data, body } = content;
  const raw = (markup: string): Markup => ({ markup });
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policyOf(content))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title} · cardeval</title>
<style>${raw(style)}</style>
</head>
<body>${body}
<script type="application/json" id="data">${raw(inertJson(data))}</script>
<script>${raw(script)}</script>
</body>
</html>
`.markup;
}
