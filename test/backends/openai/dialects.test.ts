/** What differs between servers: how they are recognised, what they are sent, what their numbers of tokens give away. Servers that were not run are followed as documented. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkImageTokens, overBudget } from "../../../src/backends/openai/image-tokens.ts";
import { openOpenai } from "../../../src/backends/openai/openai.ts";
import { dialects, recogniseDialect } from "../../../src/backends/openai/dialects.ts";
import type { BackendOptions } from "../../../src/backends/index.ts";
import { cutReasoning } from "../../../src/backends/reasoning.ts";
import { requestFor } from "../../contracts/backend.ts";
import { sendReply, startChatServer, type ChatServer } from "../../fixtures/chat-server.ts";
import { smallPng } from "../../fixtures/pictures.ts";

let server: ChatServer;
let usage: Record<string, number> = { prompt_tokens: 265 };
let content = "yes";

beforeAll(async () => {
  server = await startChatServer((_, response) => sendReply(response, content, { usage }), ["google/paligemma-3b-ft-vqav2-224"]);
});

afterAll(() => server.close());

async function ask(options: BackendOptions, prompt = "answer en is it so?", beams: 1 | 2 | 3 = 1): Promise<{ text: string; body: Record<string, unknown>; reasoning: number | undefined }> {
  const backend = await openOpenai(server.url, options);
  try {
    const plain = requestFor("1", prompt, smallPng());
    const { text, reasoning } = await backend.generate({ ...plain, decode: { ...plain.decode, beams } }, new AbortController().signal);
    return { text, reasoning, body: server.requests.at(-1)?.body as unknown as Record<string, unknown> };
  } finally {
    await backend.close();
  }
}

describe("a dialect", () => {
  it.each([
    [{ owned_by: "vllm" }, {}, "vllm"],
    [{ owned_by: "sglang" }, {}, "sglang"],
    [{ owned_by: "llamacpp" }, {}, "llama-cpp"],
    [{ owned_by: "me" }, { server: "llama.cpp" }, "llama-cpp"],
    [{ owned_by: "library" }, {}, "ollama"],
    [{ owned_by: "local", status: { value: "loaded" } }, { server: "uvicorn" }, "transformers-serve"],
    [{ owned_by: "google", status: { value: "unloaded" } }, { server: "uvicorn" }, "transformers-serve"],
    [{ owned_by: "system" }, { server: "cloudflare" }, "hosted"],
    [{}, {}, "hosted"],
  ])("of %o with headers %o is recognised as %s", (model, headers, name) => {
    expect(recogniseDialect(model, headers).name).toBe(name);
  });

  it.each([
    ["hosted", 1, {}],
    ["transformers-serve", 1, {}],
    ["ollama", 1, { seed: 1 }],
    ["llama-cpp", 1, { cache_prompt: false, repeat_penalty: 1 }],
    ["sglang", 1, { repetition_penalty: 1 }],
    ["vllm", 1, { repetition_penalty: 1 }],
    ["vllm", 3, { repetition_penalty: 1, use_beam_search: true, n: 3, length_penalty: 0 }],
    ["transformers-serve", 2, { generation_config: JSON.stringify({ num_beams: 2, do_sample: false, max_new_tokens: 16, length_penalty: 0, early_stopping: "never", eos_token_id: 1, bos_token_id: 2, pad_token_id: 0 }) }],
  ] as const)("named %s sends with %d beams, beside the standard fields, %o", async (dialect, beams, fields) => {
    const { body } = await ask({ dialect }, undefined, beams);
    const { model: _, messages: __, max_tokens: limit, temperature, ...others } = body;
    expect([limit, temperature]).toEqual([16, 0]);
    expect(others).toEqual(fields);
  });

  it("never asks for log-probabilities: with beams vLLM hung", () => {
    for (const { fields, beams } of dialects) expect(JSON.stringify({ ...fields, ...beams?.fields({ beams: 3, maxTokens: 32, promptTokens: 32 }) })).not.toMatch(/logprobs|best_of/);
  });

  it("that is unknown is refused with the nearest", async () => {
    await expect(openOpenai(server.url, { dialect: "vlm" })).rejects.toMatchObject({ message: 'there is no dialect "vlm"', hint: expect.stringContaining("vllm") });
  });
});

describe("the number of prompt tokens", () => {
  const request = requestFor("1", "caption en", smallPng());

  it.each([
    ["a PaliGemma that saw its picture", 260, ["google/paligemma-3b-ft-cococap-224"], undefined],
    ["a PaliGemma that saw none", 4, ["/models/paligemma-3b"], /at least 256: the model did not see it/],
    ["a PaliGemma that saw 448 pixels", 1028, ["paligemma"], /looks at more pixels/],
    ["a PaliGemma in a chat template", 290, ["paligemma"], /a chat template stands round the prompt/],
    ["another model that saw its picture", 90, ["qwen-vl"], undefined],
    ["another model that saw none", 6, ["qwen-vl"], /did not see/],
    ["a server that does not count", undefined, ["paligemma"], undefined],
  ])("of %s", (_, count, names, message) => {
    const check = (): void => checkImageTokens(count, request, names);
    if (message === undefined) expect(check).not.toThrow();
    else expect(check).toThrow(message);
  });

  it("tells prompts that the card would cut", () => {
    const asked = { ...request, decode: { beams: 1, maxTokens: 16, promptTokens: 8 } } as const;
    expect(overBudget(256 + 8, asked, ["paligemma"])).toEqual({});
    expect(overBudget(256 + 11, asked, ["paligemma"])).toEqual({ overBudget: 3 });
    expect(overBudget(256 + 11, asked, ["qwen-vl"])).toEqual({});
    expect(overBudget(undefined, asked, ["paligemma"])).toEqual({});
  });

  it("makes an error of a reply, where the server counts pictures, and only there", async () => {
    usage = { prompt_tokens: 9 };
    await expect(ask({ dialect: "vllm" })).rejects.toMatchObject({ kind: "unsupported", retryable: false });
    expect((await ask({ dialect: "hosted" })).text).toBe("yes");
    usage = { prompt_tokens: 265 };
  });
});

describe("reasoning", () => {
  it("is cut only when it is said where it ends, and counted", async () => {
    content = "<think>It is round.</think>\n\nyes";
    expect(await ask({ dialect: "vllm" })).toMatchObject({ text: content, reasoning: undefined });
    expect(await ask({ dialect: "vllm", reasoning: "</think>" })).toMatchObject({ text: "yes", reasoning: content.length - 3 });
    content = "yes";
  });

  it.each([
    ["yes", "</think>", 0, { text: "yes" }],
    ["a</think>b</think> c", "</think>", 0, { text: "c", reasoning: 19 }],
    ["yes", undefined, 12, { text: "yes", reasoning: 12 }],
  ])("of %j with %j", (text, mark, apart, expected) => {
    expect(cutReasoning(text, mark, apart)).toEqual(expected);
  });
});
