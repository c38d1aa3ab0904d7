/**
 * The viewer's server: one run's page, samples and pictures, for this machine alone.
 *
 * Reads only; answers only requests that name it by its loopback address and come from its own page, so that no other web page can
 * read a run through the browser (DNS rebinding included).
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { readFile } from "node:fs/promises";
import { messageOf } from "../../core/errors.ts";
import type { RunRecord } from "../../core/records.ts";
import { viewCard } from "../../../reports/card.ts";
import { renderPage } from "../../../reports/html.ts";
import { bannersOf, type Report } from "../../../reports/report.ts";
import { places } from "../../../runner/run-folder.ts";
import { buildReport, loadCard } from "../present.ts";
import { tailJournal, type JournalTail } from "./journal-tail.ts";
import { fileInside, readConfinedRecord } from "./run-files.ts";
import { readRunState } from "./run-state.ts";
import { createSampleList, type SampleList } from "./sample-list.ts";

const MOST_AT_ONCE = 200;

const HEADERS = {
  "cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin", "content-security-policy": "frame-ancestors 'none'",
};

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

interface Viewer {
  readonly folder: string;
  readonly list: SampleList;
  tail(benchmark: string): JournalTail;
  /** The page, made again when there are new numbers. */
  page(record: RunRecord): Promise<string>;
}

export function createViewServer(folder: string, cardName: string): Server {
  const viewer = createViewer(folder, cardName);
  return createServer((request, response) => {
    void answer(viewer, request).catch((error: unknown) => plain(500, `cannot be read: ${messageOf(error)}`)).then((given) => send(request, response, given));
  });
}

function createViewer(folder: string, cardName: string): Viewer {
  const tails = new Map<string, JournalTail>();
  const tail = (benchmark: string): JournalTail => {
    const known = tails.get(benchmark) ?? tailJournal(places.journal(folder, benchmark));
    tails.set(benchmark, known);
    return known;
  };
  let rendered: { version: string; page: Promise<string> } | undefined;
  return {
    folder, tail, list: createSampleList(folder, tail),
    async page(record) {
      const { version, benchmarks } = await readRunState(folder, record, tail);
      if (rendered?.version !== version) {
        const report = benchmarks.some(({ isScored }) => isScored) ? buildReport([folder], cardName) : reportOfNothing(record, cardName);
        rendered = { version, page: report.then((made) => renderPage(made, { version })) };
      }
      return rendered.page;
    },
  };
}

async function reportOfNothing(record: RunRecord, cardName: string): Promise<Report> {
  const runs = [{ record, benchmarks: [] }];
  return { card: viewCard(await loadCard(cardName), []), runs, thumbnails: new Map(), banners: bannersOf(runs) };
}

async function answer(viewer: Viewer, request: IncomingMessage): Promise<Answer> {
  if (!isOwn(request)) return plain(403, "this server answers its own page only");
  if (request.method !== "GET" && request.method !== "HEAD") return plain(405, "this server is read only");
  const { pathname, searchParams } = new URL(`http://local${request.url ?? "/"}`);
  const blob = /^\/blobs\/([0-9a-f]{64})$/.exec(pathname)?.[1];
  if (blob !== undefined) return picture(viewer.folder, blob);
  if (!["/", "/state", "/samples", "/sample"].includes(pathname)) return plain(404, "there is no such page");
  const record = await readConfinedRecord(viewer.folder);
  if (pathname === "/") return { status: 200, type: "text/html; charset=utf-8", body: await viewer.page(record) };
  if (pathname === "/state") return json(await readRunState(viewer.folder, record, viewer.tail));
  const text = (name: string): string => searchParams.get(name) ?? "";
  if (pathname === "/sample") return json({ sample: await viewer.list.find(record, text("benchmark"), text("id")) });
  const [offset, count] = [Number(text("offset")), Number(text("count"))];
  if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(count) || count < 1 || count > MOST_AT_ONCE) return plain(400, `offset must be a whole number, and count 1 to ${MOST_AT_ONCE}`);
  const query = { q: text("q"), benchmark: text("benchmark"), status: text("status"), group: text("group"), sort: text("sort") };
  return json(await viewer.list.page(record, query, offset, count));
}

/** Asked by its own name and, where the browser tells, by its own page or a person who typed or clicked its address. */
function isOwn({ headers, socket }: IncomingMessage): boolean {
  const own = ["127.0.0.1", "localhost"].map((name) => `${name}:${socket.localPort}`);
  if (!own.includes(headers.host ?? "")) return false;
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) return false;
  const site = headers["sec-fetch-site"];
  return site === undefined || site === "same-origin" || site === "none" || headers["sec-fetch-mode"] === "navigate";
}

async function picture(folder: string, digest: string): Promise<Answer> {
  const file = await fileInside(folder, places.blob(folder, digest));
  if (file === undefined) return plain(404, "there is no such picture");
  return { status: 200, type: "image/webp", body: await readFile(file) };
}

function json(content: unknown): Answer {
  return { status: 200, type: "application/json; charset=utf-8", body: JSON.stringify(content) };
}

function plain(status: number, text: string): Answer {
  return { status, type: "text/plain; charset=utf-8", body: `${text}\n` };
}

function send(request: IncomingMessage, response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, { ...HEADERS, "content-type": type, ...(status === 405 ? { allow: "GET, HEAD" } : {}) });
  response.end(request.method === "HEAD" ? undefined : body);
}
