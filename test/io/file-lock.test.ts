/** One at a time, also when many find a lock that its holder left behind. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { withLock } from "../../src/io/file-lock.ts";

const folder = mkdtempSync(path.join(tmpdir(), "cardeval-lock-"));
const ended = Number(execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }));

/** How many were inside at once at most, of so many who come one after the other. */
async function crowd(lock: string, people: number): Promise<{ most: number; served: number }> {
  let [inside, most, served] = [0, 0, 0];
  await Promise.all(Array.from({ length: people }, async (_, late) => {
    for (let turns = 0; turns < late * late; turns++) await turn();
    await withLock(lock, async () => {
      most = Math.max(most, ++inside);
      await wait(5);
      inside--;
      served++;
    });
  }));
  return { most, served };
}

describe("a lock", () => {
  it("is held by one at a time and leaves nothing behind", async () => {
    expect(await crowd(path.join(folder, "free"), 8)).toEqual({ most: 1, served: 8 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["of a process that ended", `${ended} ${hostname()}\n`, 0],
    ["of another machine that touched it long ago", "1 elsewhere\n", 60],
  ])("%s is taken over by one at a time", async (_, mark, secondsAgo) => {
    const locks = Array.from({ length: 30 }, (_, round) => path.join(folder, `left-${secondsAgo}-${round}`));
    const then = Date.now() / 1000 - secondsAgo;
    for (const lock of locks) {
      writeFileSync(lock, mark);
      utimesSync(lock, then, then);
    }
    const crowds = await Promise.all(locks.map((lock) => crowd(lock, 8)));
    expect(crowds).toEqual(locks.map(() => ({ most: 1, served: 8 })));
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is left to the one who is taking it over", async () => {
    const [lock, guard] = [path.join(folder, "left"), path.join(folder, "left.clearing")];
    writeFileSync(lock, `${ended} ${hostname()}\n`);
    writeFileSync(guard, "");
    const served = crowd(lock, 2);
    await wait(300);
    expect(readdirSync(folder)).toEqual(["left", "left.clearing"]);
    rmSync(guard);
    expect(await served).toEqual({ most: 1, served: 2 });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is taken over also after one who was taking it over died", async () => {
    const lock = path.join(folder, "left-twice");
    const then = Date.now() / 1000 - 60;
    for (const file of [lock, `${lock}.clearing`]) {
      writeFileSync(file, `${ended} ${hostname()}\n`);
      utimesSync(file, then, then);
    }
    expect(await crowd(lock, 2)).toEqual({ most: 1, served: 2 });
    expect(readdirSync(folder)).toEqual([]);
  });
});
