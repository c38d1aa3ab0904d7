/** What every backend must do, whatever it is. A backend's own test calls this and adds only its peculiarities. */

import { expect, it } from "vitest";
import { BackendError, EvalError } from "../../src/core/errors.ts";
import type { Backend, Request } from "../../src/core/types.ts";

export interface BackendUnderTest {
  readonly open: () => Promise<Backend>;
  /** A request it answers. */
  readonly request: Request;
  /** A request it cannot answer, and the kind of its error; absent when there is no such thing. */
  readonly refused?: { readonly request: Request; readonly kind: string };
  /** A request that does not come back by itself, to be aborted; absent when every answer is at once. */
  readonly slow?: Request;
}

export function backendContract(subject: BackendUnderTest): void {
  const using = async (act: (backend: Backend) => Promise<void>): Promise<void> => {
    const backend = await subject.open();
    try {
      await act(backend);
    } finally {
      await backend.close();
    }
  };
  const signal = (): AbortSignal => new AbortController().signal;

  it("says who it is in plain data", () => using(async ({ identity, features }) => {
    expect(identity.kind).toMatch(/^[a-z]+$/);
    expect(identity.model).not.toBe("");
    expect(JSON.parse(JSON.stringify(identity))).toEqual(identity);
    expect(features.concurrency).toBeGreaterThanOrEqual(1);
  }));

  it("answers with text and a reason for ending, and invents no token counts", () => using(async (backend) => {
    const reply = await backend.generate(subject.request, signal());
    expect(reply.text).toBeTypeOf("string");
    expect(["stop", "length", "filter", "other"]).toContain(reply.finish);
    for (const count of Object.values(reply.tokens ?? {})) expect(count).toBeGreaterThan(0);
  }));

  it("answers the same question the same way", () => using(async (backend) => {
    const both = await Promise.all([backend.generate(subject.request, signal()), backend.generate({ ...subject.request }, signal())]);
    expect(both[0].text).toBe(both[1].text);
  }));

  it("stops at once when it was aborted before", () => using(async (backend) => {
    await expect(backend.generate(subject.request, AbortSignal.abort(new Error("not any more")))).rejects.toThrow("not any more");
  }));

  it.skipIf(subject.slow === undefined)("stops while it waits, and answers others afterwards", () => using(async (backend) => {
    const controller = new AbortController();
    const slow = backend.generate(subject.slow as Request, controller.signal);
    setTimeout(() => controller.abort(new Error("too long")), 50);
    await expect(slow).rejects.toThrow("too long");
    expect((await backend.generate(subject.request, signal())).text).toBeTypeOf("string");
  }));

  it.skipIf(subject.refused === undefined)("classifies what it cannot answer", () => using(async (backend) => {
    const error = await backend.generate((subject.refused as { request: Request }).request, signal()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EvalError);
    expect(error instanceof BackendError ? error.kind : (error as EvalError).code).toBe(subject.refused?.kind);
  }));

  it("can be closed twice", async () => {
    const backend = await subject.open();
    await backend.close();
    await backend.close();
  });
}

/** A request about one picture. */
export function requestFor(id: string, prompt: string, picture: Uint8Array): Request {
  return {
    id, prompt, images: [{ source: { name: `${id}.png`, read: () => Promise.resolve(picture) }, outlines: [] }],
    decode: { beams: 1, maxTokens: 16, promptTokens: 16 }, image: { resolution: 224, antialias: false },
  };
}
