/** Requests in flight follow what the server can take. */

import { describe, expect, it } from "vitest";
import { adapt } from "../../runner/adapt.ts";

describe("adapt", () => {
  it("halves on too much, once a burst, and never below one", () => {
    const limit = { concurrency: 0 };
    const adaptation = adapt(limit, 16);
    expect(limit.concurrency).toBe(16);
    const burst = Array.from({ length: 16 }, () => adaptation.begin());
    for (const settle of burst) settle(true);
    expect(limit.concurrency).toBe(8);
    for (let i = 0; i < 10; i++) adaptation.begin()(true);
    expect(limit.concurrency).toBe(1);
  });

  it("grows by one a window of good replies, up to what is allowed", () => {
    const limit = { concurrency: 0 };
    const adaptation = adapt(limit, 8);
    adaptation.begin()(true);
    expect(limit.concurrency).toBe(4);
    for (let i = 0; i < 5; i++) adaptation.begin()(false);
    expect(limit.concurrency).toBe(5);
    for (let i = 0; i < 200; i++) adaptation.begin()(false);
    expect(limit.concurrency).toBe(8);
  });

  it("does not count a good reply to an old request against the halving", () => {
    const limit = { concurrency: 0 };
    const adaptation = adapt(limit, 8);
    const old = adaptation.begin();
    adaptation.begin()(true);
    old(true);
    expect(limit.concurrency).toBe(4);
  });
});
