/**
 * An exported PaliGemma, run in this process by onnxruntime-node: prefill, cache and searches are ours.
 *
 * The folder has the layout of transformers.js: config.json, tokenizer.json, and under onnx/ embed_tokens, vision_encoder and
 * decoder_model_merged. embed_tokens scales by √width itself, image features are taken as they come. Picture and prompt go in at once.
 */

import { existsSync } from "node:fs";
import path from "node:path";
import type { Tensor } from "onnxruntime-node";
import { BackendError, DataError } from "../../core/errors.ts";
import type { Backend } from "../../core/types.ts";
import { describeFile } from "../../io/data-root.ts";
import { recordField, recordOf, wholeField } from "../../io/fields.ts";
import { decodeText, readBytes } from "../../io/read-bytes.ts";
import { readJson } from "../../io/read-json.ts";
import { pictureOf, promptIds, type Picture, type Pixels } from "../model-input.ts";
import { remember } from "../remember.ts";
import type { Tokenizer } from "../tiny/tokenizer.ts";
import { createDecoder, type Embeddings } from "./decoder.ts";
import { joined } from "./group.ts";
import { checkPrefixMask } from "./prefix-mask.ts";
import { createQueue } from "./queue.ts";
import { openSessions, type SessionOptions, type Sessions } from "./sessions.ts";
import { openTokenizer } from "./tokenizer.ts";

/** Questions that go through the decoder together. */
const BATCH = 8;

/** Sides of the card's checkpoints. */
const CARD_SIDES: ReadonlySet<number> = new Set([224, 448, 896]);

interface Config {
  readonly imageSize: number;
  readonly bos: number;
  readonly eos: number;
}

/** @throws {DataError} for a folder of another layout or a decoder with a causal mask, {UsageError} without onnxruntime-node. */
export async function openOnnx(folder: string, options: SessionOptions = {}): Promise<Backend> {
  const config = await readConfig(path.join(folder, "config.json"));
  const tokenizer = await readTokenizer(folder);
  const sessions = await openSessions(folder, options);
  const decoder = createDecoder(sessions);
  const prefixMask = await checkPrefixMask(decoder, { file: sessions.files.decoder, bos: config.bos, token: tokenizer.encode("\n")[0] ?? config.eos });
  const queue = createQueue(decoder, config.eos, BATCH);
  const see = remember((pixels) => encodeImage(sessions, pixels, config.imageSize));
  return {
    identity: { kind: "onnx", model: path.basename(path.resolve(folder)), details: { ...await digests(folder, sessions), runtime: `onnxruntime-node ${sessions.version}`, device: options.device ?? "cpu", variant: options.variant ?? "default", imageSize: config.imageSize, prefixMask } },
    features: { beams: true, cutsPrompts: true, readsImages: true, concurrency: 2 * BATCH },
    async generate(request, signal) {
      signal.throwIfAborted();
      requireResolution(config.imageSize, request.image.resolution);
      const pictures = await Promise.all(request.images.map((image) => pictureOf(image, request.image, config.imageSize)));
      const ids = promptIds(tokenizer.encode, config.bos, request);
      const prompt = await decoder.embed(ids, [1, ids.length]);
      const seen = await Promise.all(pictures.map(({ key, pixels }: Picture) => see(key, pixels)));
      requireOneType([...seen, prompt], sessions.files.vision);
      const prefix = joined([...seen, prompt], prompt);
      const places = (prefix.data as Float32Array).length / prefix.width;
      const { tokens, finished } = await queue.ask({ prefix, places, signal, beams: request.decode.beams, maxTokens: request.decode.maxTokens });
      return { text: tokenizer.decode(tokens), finish: finished ? "stop" : "length", tokens: { prompt: places, completion: tokens.length + (finished ? 1 : 0) } };
    },
    async close() {
      await Promise.all([sessions.embed, sessions.vision, sessions.decoder].map((session) => session.release().catch(() => undefined)));
    },
  };
}

/** An export of one of the card's sides sees no other; the embedded model's own side stands in for all. */
function requireResolution(imageSize: number, asked: number): void {
  if (imageSize === asked || !CARD_SIDES.has(imageSize)) return;
  throw new BackendError("unsupported", `the export sees ${imageSize} × ${imageSize} pixels, and the run asks for ${asked}`, { hint: `Say --resolution ${imageSize}.` });
}

async function readConfig(file: string): Promise<Config> {
  if (!existsSync(file)) throw new DataError("the file does not exist", { file }, { hint: "onnx:DIR wants the folder that holds config.json, tokenizer.json and onnx/." });
  const root = recordOf(await readJson(file), { file });
  if (root["model_type"] !== "paligemma") throw new DataError(`is of a ${String(root["model_type"])}, expected paligemma`, { file, field: "model_type" }, { hint: "Other models are asked through a server: openai:URL." });
  return { imageSize: await imageSizeOf(recordField(root, "vision_config", { file }), file), bos: wholeField(root, "bos_token_id", { file }), eos: wholeField(root, "eos_token_id", { file }) };
}

/** Published configurations leave the size out where it is the library's default; the processor's has it. */
async function imageSizeOf(vision: Readonly<Record<string, unknown>>, file: string): Promise<number> {
  const processor = path.join(path.dirname(file), "preprocessor_config.json");
  if (vision["image_size"] !== undefined || !existsSync(processor)) return wholeField(vision, "image_size", { file });
  return wholeField(recordField(recordOf(await readJson(processor), { file: processor }), "size", { file: processor }), "height", { file: processor });
}

async function readTokenizer(folder: string): Promise<Tokenizer> {
  const [file, settings] = [path.join(folder, "tokenizer.json"), path.join(folder, "tokenizer_config.json")];
  if (!existsSync(file)) throw new DataError("the file does not exist", { file }, { hint: "Copy the checkpoint's tokenizer.json beside the graphs." });
  const text = async (place: string): Promise<string> => decodeText(await readBytes(place), { file: place });
  return openTokenizer(await text(file), file, existsSync(settings) ? await text(settings) : undefined);
}

/** Bytes to x / 127.5 − 1, plane by plane. */
async function encodeImage({ vision, tensor }: Sessions, pixels: Pixels, side: number): Promise<Embeddings> {
  const area = side * side;
  const planes = new Float32Array(3 * area);
  for (let i = 0; i < area; i++) for (let channel = 0; channel < 3; channel++) planes[channel * area + i] = (pixels[3 * i + channel] as number) / 127.5 - 1;
  const { [vision.outputNames[0] as string]: found } = await vision.run({ pixel_values: tensor("float32", planes, [1, 3, side, side]) });
  const { data, type, dims } = found as Tensor;
  return { data, type, width: dims.at(-1) ?? 0 };
}

function requireOneType(parts: readonly Embeddings[], file: string): void {
  const [first, ...others] = parts.map(({ type, width }) => `${width} numbers of ${type}`);
  const other = others.find((kind) => kind !== first);
  if (other !== undefined) throw new DataError(`gives places of ${first}, embed_tokens those of ${other}`, { file }, { hint: "Take all graphs from one export: --model names its variant (fp16, q8, q4)." });
}

async function digests(folder: string, { files }: Sessions): Promise<Record<string, string>> {
  const named = { ...files, config: path.join(folder, "config.json"), tokenizer: path.join(folder, "tokenizer.json") };
  return Object.fromEntries(await Promise.all(Object.entries(named).map(async ([name, file]) => [`${name}Sha256`, (await describeFile(name, file)).sha256] as const)));
}
