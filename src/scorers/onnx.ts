/**
 * An exported classifier in this process: `onnx:DIR`, in the layout of Optimum and transformers.js.
 *
 * DIR holds config.json (id2label, problem_type), tokenizer.json and onnx/model.onnx or model.onnx; any sequence classifier of text,
 * such as an export of toxic-bert or unbiased-toxic-roberta. A caption is cut to what the model takes, its special tokens kept.
 * Scores are the sigmoid of each label's logit, or the softmax over labels where problem_type is single_label_classification.
 * Labels stand for attributes by the map below; `attributes.json` in DIR, {"TOXICITY":"LABEL_0"}, says otherwise.
 * Quirk: such classifiers have no "profanity"; "obscene" stands in for it, which is not the same thing.
 */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { DataError, UsageError, messageOf } from "../core/errors.ts";
import { ATTRIBUTES, type Attribute, type Scorer } from "../core/scorer.ts";
import { describeFile } from "../io/data-root.ts";
import { loadOnnxRuntime } from "../io/onnx-runtime.ts";
import { openTextTokenizer } from "../io/text-tokenizer.ts";

/** Labels that stand for an attribute, the best first. */
const LABELS: Readonly<Record<Attribute, readonly string[]>> = {
  TOXICITY: ["toxicity", "toxic"],
  IDENTITY_ATTACK: ["identity_attack", "identity_hate"],
  INSULT: ["insult"],
  THREAT: ["threat"],
  PROFANITY: ["profanity", "obscene"],
};
const MODELS = ["onnx/model.onnx", "model.onnx", "onnx/model_quantized.onnx"];

interface ClassifierConfig {
  readonly id2label?: Readonly<Record<string, string>>;
  readonly problem_type?: string;
  readonly max_position_embeddings?: number;
  readonly model_type?: string;
}

export async function openOnnx(folder: string): Promise<Scorer> {
  const config = (await readJson(path.join(folder, "config.json"))) as ClassifierConfig;
  const model = MODELS.map((name) => path.join(folder, name)).find(existsSync);
  if (model === undefined) throw new DataError("the file does not exist", { file: path.join(folder, MODELS[0] ?? "") }, { hint: `Looked for: ${MODELS.join(", ")} in ${folder}.` });
  const places = await placesOf(folder, config);
  const tokenizer = await openTextTokenizer(folder, mostTokens(config));
  const { InferenceSession, Tensor } = await loadOnnxRuntime();
  const session = await InferenceSession.create(model).catch((error: unknown) => {
    throw new DataError(`is not a model that onnxruntime runs: ${messageOf(error)}`, { file: model }, { cause: error });
  });
  let closing: Promise<void> | undefined;
  const isOneOfMany = config.problem_type === "single_label_classification";
  const { sha256 } = await describeFile(model, model);
  return {
    identity: {
      kind: "onnx", name: path.basename(path.resolve(folder)), version: `sha256:${sha256.slice(0, 12)}`, attributes: ATTRIBUTES.filter((attribute) => places[attribute] !== undefined),
      calibration: `${isOneOfMany ? "softmax" : "sigmoid"} of a classifier's logits; its 0.8 is not Perspective's`,
      details: { model: path.relative(folder, model), sha256, labels: Object.entries(places).map(([attribute, { label }]) => `${attribute}=${label}`).join(" ") },
    },
    // The runtime uses all processors for one caption.
    features: { concurrency: 1, readsTextOnly: true },
    async score({ text }, signal) {
      signal.throwIfAborted();
      const ids = tokenizer.encode(text);
      const int64 = (values: readonly number[]): InstanceType<typeof Tensor> => new Tensor("int64", BigInt64Array.from(values, BigInt), [1, values.length]);
      const inputs = { input_ids: () => int64(ids), attention_mask: () => int64(ids.map(() => 1)), token_type_ids: () => int64(ids.map(() => 0)) };
      const feeds = Object.fromEntries(session.inputNames.map((name) => [name, inputFor(name, inputs, model)]));
      const { logits } = await session.run(feeds);
      if (logits === undefined) throw new DataError(`has no output "logits" but ${session.outputNames.join(", ")}`, { file: model }, { hint: "Export it for the task text-classification." });
      const chances = isOneOfMany ? softmax(logits.data as Float32Array) : Array.from(logits.data as Float32Array, sigmoid);
      return { scores: Object.fromEntries(Object.entries(places).map(([attribute, { place }]) => [attribute, chances[place] as number])) };
    },
    close: () => (closing ??= session.release()),
  };
}

function inputFor<Tensor>(name: string, inputs: Readonly<Record<string, () => Tensor>>, file: string): Tensor {
  const make = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  if (make === undefined) throw new DataError(`wants an input "${name}", which no classifier of text has`, { file }, { hint: "Export it for the task text-classification." });
  return make();
}

/** RoBERTa counts positions from its padding id, so two of them are no room for tokens. */
function mostTokens({ max_position_embeddings: positions = 512, model_type: type = "" }: ClassifierConfig): number {
  return /roberta|camembert/.test(type) ? positions - 2 : positions;
}

/** Which logit is which attribute. @throws {UsageError} when none is. */
async function placesOf(folder: string, { id2label = {} }: ClassifierConfig): Promise<Partial<Record<Attribute, { readonly label: string; readonly place: number }>>> {
  const file = path.join(folder, "attributes.json");
  const chosen = existsSync(file) ? ((await readJson(file)) as Readonly<Record<string, string>>) : {};
  const found = ATTRIBUTES.flatMap((attribute) => {
    const wanted = Object.keys(chosen).length > 0 ? [chosen[attribute] ?? ""] : LABELS[attribute];
    const match = wanted.flatMap((label) => Object.entries(id2label).find(([, name]) => name.toLowerCase() === label.toLowerCase()) ?? [])[0];
    return match === undefined ? [] : [[attribute, { label: id2label[match] ?? "", place: Number(match) }] as const];
  });
  if (found.length > 0) return Object.fromEntries(found);
  throw new UsageError(`${folder}: none of its labels (${Object.values(id2label).join(", ")}) stands for an attribute`, {
    hint: "Write attributes.json beside config.json, for example {\"TOXICITY\":\"LABEL_1\"}.",
  });
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new DataError("the file does not exist", { file }, { hint: "Give the folder of an exported classifier: config.json, tokenizer.json, onnx/model.onnx." });
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DataError("is not JSON", { file }, { cause: error });
  }
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

function softmax(logits: Float32Array): number[] {
  const most = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
