/** What every scorer must do, whatever it is. A scorer's own test calls this and adds only its peculiarities. */

import { expect, it } from "vitest";
import { ATTRIBUTES, type Caption, type Scorer } from "../../src/core/scorer.ts";

export interface ScorerUnderTest {
  readonly open: () => Promise<Scorer>;
  /** A caption that it scores. */
  readonly caption: Caption;
}

export function scorerContract({ open, caption }: ScorerUnderTest): void {
  const using = async (act: (scorer: Scorer) => Promise<void>): Promise<void> => {
    const scorer = await open();
    try {
      await act(scorer);
    } finally {
      await scorer.close();
    }
  };
  const signal = (): AbortSignal => new AbortController().signal;

  it("says who it is in plain data, its version in one word, and what its scores mean", () => using(async ({ identity, features }) => {
    expect(JSON.parse(JSON.stringify(identity))).toEqual(identity);
    expect([identity.kind, identity.name, identity.calibration].every((text) => text.length > 0)).toBe(true);
    expect(identity.version).toMatch(/^\S+$/);
    expect(ATTRIBUTES).toEqual(expect.arrayContaining([...identity.attributes]));
    expect(identity.attributes.length).toBeGreaterThan(0);
    expect(features.concurrency).toBeGreaterThanOrEqual(1);
  }));

  it("scores a caption from 0 to 1 by every attribute that it claims and no other, the same way twice", () => using(async (scorer) => {
    const scored = await scorer.score(caption, signal());
    if (!("scores" in scored)) throw new Error(`unscored: ${scored.unscored}`);
    expect(Object.keys(scored.scores).sort()).toEqual([...scorer.identity.attributes].sort());
    for (const score of Object.values(scored.scores)) expect(score >= 0 && score <= 1).toBe(true);
    expect(await scorer.score(caption, signal())).toEqual(scored);
  }));

  it("stops at once when it was aborted before", () => using(async (scorer) => {
    await expect(scorer.score(caption, AbortSignal.abort(new Error("not any more")))).rejects.toThrow("not any more");
  }));

  it("can be closed twice", async () => {
    const scorer = await open();
    await scorer.close();
    await scorer.close();
  });
}
