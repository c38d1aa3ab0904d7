/** A metered scorer's answers outlive the command: however it ends, each caption reaches the server once, and none is lost. */

import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { ScoreLine } from "../../src/core/scorer.ts";
import { sendJson } from "../fixtures/chat-server.ts";
import { faces, runWords, scoresOf } from "../fixtures/faces.ts";
import { startPerspective, type PerspectiveOptions, type PerspectiveServer } from "../fixtures/perspective-server.ts";
import { createRandom } from "../fixtures/random.ts";
import { bins, emptyFolder, start, type Outcome } from "./program.ts";

const CAPTIONS = 400;
const servers: PerspectiveServer[] = [];

afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

interface Started {
  readonly folder: string;
  readonly words: readonly string[];
}

async function captioned(options: PerspectiveOptions, count = CAPTIONS, perSecond = 200): Promise<Started & { readonly server: PerspectiveServer }> {
  const server = await startPerspective(options);
  servers.push(server);
  return { server, folder: emptyFolder(), words: runWords(faces(count), "--scorer", `perspective:${server.url}`, "--scorer-rate", String(perSecond), "--report", "json") };
}

/** Issues the command in a group of its own, and does something to it when it is time. */
function issue({ folder, words }: Started, isTime?: () => boolean, act: (child: ChildProcess) => void = killGroup): Promise<Outcome> {
  return start(process.execPath, [path.join(bins, "cardeval.js"), ...words], folder, (child) => {
    const timer = setInterval(() => {
      if (isTime?.() !== true) return;
      clearInterval(timer);
      act(child);
    }, 1);
    child.once("close", () => clearInterval(timer));
  }, { PERSPECTIVE_API_KEY: "a-key" }, true);
}

/** As a terminal, a scheduler or an impatient user does it: everything that the command started in its group dies with it. */
function killGroup(child: ChildProcess): void {
  process.kill(-(child.pid ?? Number.NaN), "SIGKILL");
}

function filesOf({ folder }: Started, ending: string): string[] {
  const place = path.join(folder, "run/fairface-toxicity");
  return existsSync(place) ? readdirSync(place).filter((name) => name.startsWith("scores-") && name.endsWith(ending)).map((name) => path.join(place, name)) : [];
}

function journalOf(started: Started): ScoreLine[] {
  return filesOf(started, ".jsonl").flatMap((file) => readFileSync(file, "utf8").split("\n").slice(0, -1).map((line) => JSON.parse(line) as ScoreLine));
}

/** Of the lock, which its holder names first. */
function courierOf(started: Started): number {
  return Number(readFileSync(filesOf(started, ".lock")[0] ?? "", "utf8").split(" ")[0]);
}

/** Counted by the server: every request that reached it, whatever became of it. */
function expectEachOnce(server: PerspectiveServer, started: Started, count: number): void {
  const asked = server.requests.map(({ comment }) => comment.text);
  expect(asked).toHaveLength(count);
  expect(new Set(asked).size).toBe(count);
  expect([...server.billed.values()]).toEqual(Array.from({ length: count }, () => 1));
  const scored = journalOf(started).filter(({ status }) => status === "scored");
  expect(scored).toHaveLength(count);
  expect(new Set(scored.map(({ id }) => id)).size).toBe(count);
  expect(scoresOf(started.folder).counts).toEqual({ total: count, answered: count, unreadable: 0, failed: 0 });
  expect(filesOf(started, ".lock")).toEqual([]);
}

describe("a command with a metered scorer", () => {
  it("killed with its group at random points asks about every caption once, and loses none", async () => {
    const { server, ...started } = await captioned({ latencyMs: 60 });
    const random = createRandom(8);
    for (let kill = 1; kill <= 5; kill++) {
      const until = Math.round((kill * CAPTIONS) / 6) - random.below(40);
      const { signal } = await issue(started, () => server.requests.length >= until);
      expect(signal).toBe("SIGKILL");
    }
    expect((await issue(started)).code).toBe(0);
    expectEachOnce(server, started, CAPTIONS);
  }, 120_000);

  it("says that it waits while answers to the one before are under way, and takes them over", async () => {
    let release = (): void => undefined;
    const { server, ...started } = await captioned({ held: new Promise((resolve) => (release = resolve)) }, 30);
    await issue(started, () => server.requests.length >= 20);
    const { code, err } = await issue(started, () => true, (child) => child.stderr?.on("data", (said: Buffer) => said.includes("waiting until it has ended") && release()));
    expect(code).toBe(0);
    expect(err).toMatch(/process \d+ on \S+ is still writing the scores of run; waiting until it has ended/);
    expectEachOnce(server, started, 30);
  }, 60_000);

  it("keeps what is under way at Ctrl-C, and goes on from there", async () => {
    const { server, ...started } = await captioned({ latencyMs: 300 });
    const { code, err } = await issue(started, () => server.requests.length >= 100, (child) => process.kill(-(child.pid ?? Number.NaN), "SIGINT"));
    expect(code).toBe(130);
    expect(err).toMatch(/interrupted; everything answered is kept/);
    expect(journalOf(started)).toHaveLength(server.requests.length);
    expect((await issue(started)).code).toBe(0);
    expectEachOnce(server, started, CAPTIONS);
  }, 60_000);

  it("leaves a server that does not answer to its courier at Ctrl-C", async () => {
    const { server, ...started } = await captioned({ mishap: () => true }, 10);
    const { code } = await issue(started, () => server.requests.length >= 10, (child) => child.kill("SIGINT"));
    expect(code).toBe(130);
    const courier = courierOf(started);
    process.kill(courier, "SIGKILL");
  }, 60_000);

  it("ends incomplete when its courier is killed, says so, and goes on when it is issued again", async () => {
    const { server, ...started } = await captioned({ latencyMs: 30 });
    const { code, err } = await issue(started, () => server.requests.length >= 100, () => process.kill(courierOf(started), "SIGKILL"));
    expect(code).toBe(3);
    expect(err).toMatch(/gave up scoring captions: the process that asks the scorer was ended; issue the same command again/);
    const kept = journalOf(started).length;
    // Half of what was asked may still be under way.
    expect(kept).toBeGreaterThan(0);
    // The only window that is left: what was under way in the courier itself.
    const underWay = server.requests.length - kept;
    expect((await issue(started)).code).toBe(0);
    expect(journalOf(started)).toHaveLength(CAPTIONS);
    expect(server.requests).toHaveLength(CAPTIONS + underWay);
  }, 60_000);

  it("asks a server of one's own the same way", async () => {
    const asked: string[] = [];
    const own = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
      request.on("end", () => {
        if (request.method === "GET") return sendJson(response, 200, { name: "ours", version: "1" });
        asked.push((JSON.parse(body) as { text: string }).text);
        setTimeout(() => sendJson(response, 200, { scores: { TOXICITY: 0.1 } }), 20);
      });
    });
    await new Promise<void>((resolve) => own.listen(0, "127.0.0.1", resolve));
    const started = { folder: emptyFolder(), words: runWords(faces(200), "--scorer", `http:http://127.0.0.1:${(own.address() as AddressInfo).port}/`, "--report", "json") };
    for (const until of [50, 120]) expect((await issue(started, () => asked.length >= until)).signal).toBe("SIGKILL");
    expect((await issue(started)).code).toBe(0);
    own.closeAllConnections();
    own.close();
    expect([asked.length, new Set(asked).size]).toEqual([200, 200]);
    expect(scoresOf(started.folder).counts.answered).toBe(200);
  }, 60_000);

  it("lets its courier end in order when the machine is shut down", async () => {
    const { server, ...started } = await captioned({ latencyMs: 200 });
    const { code } = await issue(started, () => server.requests.length >= 100, () => process.kill(courierOf(started), "SIGTERM"));
    expect(code).toBe(3);
    expect(journalOf(started)).toHaveLength(server.requests.length);
    expect((await issue(started)).code).toBe(0);
    expectEachOnce(server, started, CAPTIONS);
  }, 60_000);
});
