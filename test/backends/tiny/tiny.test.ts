/** The embedded model as a backend, in threads. Needs the compiled worker: `npm run build`. */

import { describe, expect, it } from "vitest";
import { openTiny } from "../../../src/backends/tiny/tiny.ts";
import { UsageError } from "../../../src/core/errors.ts";
import type { Request } from "../../../src/core/types.ts";
import { backendContract, requestFor } from "../../contracts/backend.ts";
import { bytesOf, readHeldOut } from "./golden.ts";

const clean = readHeldOut().filter(({ form }) => form === "clean");
const request = requestFor("1", "caption en", bytesOf(clean[0] as (typeof clean)[0]));
const signal = (): AbortSignal => new AbortController().signal;
/** Thirty pictures in one question take more than a second. */
const slow: Request = {
  ...request, id: "slow", decode: { ...request.decode, maxTokens: 64 },
  images: clean.slice(0, 30).flatMap((picture) => requestFor(picture.id, "", bytesOf(picture)).images),
};

describe("tiny", () => {
  backendContract({
    open: () => openTiny({ threads: 1 }), request, slow,
    refused: { request: requestFor("2", "caption en", Buffer.from("no picture")), kind: "DATA" },
  });

  it("answers in two threads as in one, in whatever order", async () => {
    const asked = clean.slice(0, 12).flatMap((picture) => picture.asks.map(({ prompt }) => requestFor(picture.id, prompt, bytesOf(picture))));
    const texts: string[][] = [];
    for (const threads of [1, 2]) {
      const backend = await openTiny({ threads });
      texts.push((await Promise.all(asked.map((one) => backend.generate(one, signal())))).map(({ text }) => text));
      await backend.close();
    }
    expect(texts[0]).toEqual(texts[1]);
  });

  it("counts tokens and says when it was cut", async () => {
    const backend = await openTiny({ threads: 1 });
    const whole = await backend.generate(request, signal());
    const cut = await backend.generate({ ...request, decode: { ...request.decode, maxTokens: 2 } }, signal());
    const two = await backend.generate({ ...request, decode: { ...request.decode, promptTokens: 2 } }, signal());
    await backend.close();
    // 36 places of the picture, BOS, two words and the separator.
    expect(whole).toMatchObject({ finish: "stop", tokens: { prompt: 40 } });
    expect(cut).toMatchObject({ finish: "length", tokens: { prompt: 40, completion: 2 } });
    expect(two.tokens?.prompt).toBe(38);
    expect(whole.text.startsWith(cut.text)).toBe(true);
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses %d threads", async (threads) => {
    await expect(openTiny({ threads })).rejects.toThrow(UsageError);
  });
});
