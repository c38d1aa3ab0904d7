/** `cardeval doctor`: what this machine can run, and why not; every line that is not well says what to do. */

import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { availableParallelism, freemem, totalmem } from "node:os";
import { promisify } from "node:util";
import { counted } from "../core/counted.ts";
import { EvalError, messageOf, UsageError } from "../core/errors.ts";
import { ffmpegProgram } from "../io/ffmpeg.ts";
import { installRuntime } from "../backends/tpu/install.ts";
import { openBackend, type BackendOptions } from "../backends/index.ts";
import { createBenchmark } from "../core/define.ts";
import { nameOfScorer } from "../core/scorer.ts";
import { benchmarkNames, loadBenchmark } from "../../datasets/index.ts";
import { optionsOf } from "./addressed.ts";
import { checkRuntime } from "./check-runtime.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Flags } from "./commands.ts";
import { findData, samplerRoot } from "./plan.ts";
import { probeNote } from "./probe/kept.ts";
import { openScorer } from "../scorers/index.ts";
import { resolveSettings, type Settings } from "./settings.ts";
import { packageVersion } from "./version.ts";

export interface Finding {
  readonly what: string;
  readonly state: "ok" | "note" | "wrong";
  readonly detail: string;
  readonly todo?: string;
}

export async function execute(flags: Flags): Promise<number> {
  if (flags["install"] !== undefined) return install(String(flags["install"]));
  const settings = await resolveSettings(flags);
  const findings = [
    checkNode(), checkMachine(), await checkPictures(), await checkVideos(), await checkShell(), await checkRuntime(),
    await checkModel(settings.text("backend") ?? "tiny", optionsOf(settings)), await checkScorer(settings),
    ...(await checkData(settings.text("data") ?? "sampler")),
  ];
  if (settings.flag("json")) console.log(JSON.stringify(findings));
  else for (const { what, state, detail, todo } of findings) console.log(`${state === "ok" ? "✓" : state === "note" ? "·" : "✗"} ${what.padEnd(20)} ${detail}${todo === undefined ? "" : `\n  ${"".padEnd(20)} → ${todo}`}`);
  return findings.some(({ state }) => state === "wrong") ? exitCodes.usage : exitCodes.done;
}

/** `--install tpu`, `--install tpu:cpu`: the parts that npm does not bring. */
async function install(what: string): Promise<number> {
  const [kind, build] = what.split(":", 2);
  if (kind !== "tpu") throw new UsageError(`there is nothing to install for "${what}"`, { hint: "Say --install tpu: the JAX runtime." });
  const { folder, facts } = await installRuntime(build, (line) => console.error(line));
  console.log(`installed: jax ${facts.jax ?? ""} on ${facts.platform ?? ""} (${facts.device_count ?? 0} × ${facts.device_kind ?? ""}) in ${folder}\nTry it: cardeval run --suite captioning --backend tpu:tiny`);
  return exitCodes.done;
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isGood = major > 20 || (major === 20 && minor >= 19);
  return { what: "cardeval and node", state: isGood ? "ok" : "wrong", detail: `cardeval ${packageVersion()}, node ${process.version}`, ...(isGood ? {} : { todo: "Install Node 20.19 or newer." }) };
}

function checkMachine(): Finding {
  const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return { what: "machine", state: "ok", detail: `${availableParallelism()} processors, ${gib(freemem())} of ${gib(totalmem())} memory free` };
}

async function checkPictures(): Promise<Finding> {
  try {
    const { default: sharp } = await import("sharp");
    return { what: "pictures (sharp)", state: "ok", detail: `libvips ${sharp.versions.vips}` };
  } catch (error) {
    return { what: "pictures (sharp)", state: "wrong", detail: messageOf(error), todo: "Install again for this platform: npm ci." };
  }
}

async function checkVideos(): Promise<Finding> {
  const what = "videos (ffmpeg)";
  const said = await promisify(execFile)(ffmpegProgram(), ["-version"]).then(({ stdout }) => stdout, () => undefined);
  if (said !== undefined) return { what, state: "ok", detail: said.split(" ").slice(0, 3).join(" ") };
  return { what, state: "note", detail: `${ffmpegProgram()} cannot be started; videos as folders of frames need none`, todo: "Install ffmpeg (for example: apt-get install ffmpeg), or say where it is with CARDEVAL_FFMPEG." };
}

/** What the words `eval run` start in a shell. */
async function checkShell(): Promise<Finding> {
  const found = await promisify(execFile)("sh", ["-c", "command -v run"]).then(({ stdout }) => stdout.trim(), () => "");
  if (found === "") return { what: "eval run …", state: "note", detail: "`run` is not on the PATH, so the words `eval run` do not start cardeval", todo: 'Use `npx cardeval run`, or: export PATH="$PWD/node_modules/.bin:$PATH"' };
  const isOurs = await promisify(execFile)("sh", ["-c", "run --help"], { timeout: 10_000 }).then(({ stdout }) => stdout.includes("--suite"), () => false);
  return isOurs
    ? { what: "eval run …", state: "ok", detail: `starts ${found}` }
    : { what: "eval run …", state: "note", detail: `starts another program: ${found}`, todo: "Use `cardeval run`." };
}

async function checkModel(spec: string, options: BackendOptions): Promise<Finding> {
  try {
    const backend = await openBackend(spec, options);
    const { model, details } = backend.identity;
    await backend.close();
    const note = await probeNote(backend.identity);
    const facts = Object.entries(details).slice(0, 4).map(([key, value]) => `${key} ${String(value).slice(0, 48)}`).join(", ");
    const probed = note === undefined ? "" : note.verdict === "never" ? "; never probed" : `; probe ${note.verdict} (${note.equal} of ${note.asked})`;
    const todo = note === undefined || note.verdict === "passed" ? {} : { todo: `Is it wired right? cardeval probe ${spec}` };
    return { what: `model (${spec})`, state: note === undefined || note.verdict === "passed" ? "ok" : note.verdict === "failed" ? "wrong" : "note", detail: `${model}: ${facts}${probed}`, ...todo };
  } catch (error) {
    const todo = error instanceof EvalError ? error.hint : undefined;
    return { what: `model (${spec})`, state: "wrong", detail: messageOf(error), ...(todo === undefined ? {} : { todo }) };
  }
}

/** The last day of the Perspective API. */
const LAST_DAY = "2026-12-31";

/** Who would score captions for toxicity, and how long the card's own scorer is still there. */
async function checkScorer(settings: Settings): Promise<Finding> {
  const spec = settings.text("scorer");
  const days = Math.ceil((Date.parse(`${LAST_DAY}T24:00:00Z`) - Date.now()) / 86_400_000);
  const end = days > 0 ? `the Perspective API ends on ${LAST_DAY}, in ${counted(days, "day")}, and gives out no new keys` : `the Perspective API has ended on ${LAST_DAY}`;
  const others = "Use recorded scores, an exported classifier or a server of your own: --scorer recorded:FILE, onnx:DIR, http:URL (docs/safety.md).";
  if (spec === undefined) return { what: "scorer", state: "note", detail: `none chosen; ${end}`, todo: others };
  try {
    const scorer = await openScorer(spec, {});
    await scorer.close();
    const detail = `${nameOfScorer(scorer.identity)}: ${scorer.identity.calibration}`;
    return scorer.identity.kind === "perspective" ? { what: `scorer (${spec})`, state: "note", detail: `${detail}; ${end}`, todo: `Record its scores while it answers (docs/safety.md). ${others}` } : { what: `scorer (${spec})`, state: "ok", detail };
  } catch (error) {
    const todo = error instanceof EvalError ? error.hint : undefined;
    return { what: `scorer (${spec})`, state: "wrong", detail: messageOf(error), ...(todo === undefined ? {} : { todo }) };
  }
}

async function checkData(data: string): Promise<Finding[]> {
  const root = data === "sampler" ? samplerRoot() : data;
  if (!(await stat(root).then((found) => found.isDirectory(), () => false))) return [{ what: "data", state: "wrong", detail: `${root} is not a folder`, todo: "Say --data DIR, or --data sampler." }];
  return Promise.all(benchmarkNames.map(async (name): Promise<Finding> => {
    const { dataset, ...benchmark } = createBenchmark(await loadBenchmark(name));
    const { problem, fileRecords } = await findData({ ...benchmark, dataset }, root);
    if (problem === undefined) return { what: name, state: "ok", detail: fileRecords.map(({ path: file }) => file).join(", ") };
    return { what: name, state: "note", detail: problem.message, todo: `Get it from ${dataset.source.homepage} (${dataset.source.licence}).` };
  }));
}
