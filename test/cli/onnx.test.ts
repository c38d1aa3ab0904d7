/** The exported model on the command line: the embedded model's scores to the last digit, and a word where its runtime is missing. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { exportedFolder } from "../backends/onnx/folder.ts";
import { bins, cardeval, emptyFolder, start } from "./program.ts";

/** Makes Node say that the package is not there. */
const HIDDEN = `data:text/javascript,import{register}from"node:module";register("data:text/javascript,"+encodeURIComponent('export const resolve=(name,context,next)=>{if(name==="onnxruntime-node")throw Object.assign(new Error("Cannot find package"),{code:"ERR_MODULE_NOT_FOUND"});return next(name,context)}'))`;

it("scores with two and three beams as the embedded model does, byte for byte", { timeout: 120_000 }, async () => {
  const cwd = emptyFolder();
  const run = (backend: string, out: string): ReturnType<typeof cardeval> =>
    cardeval(["run", "--benchmark", "coco-captions,textcaps,screen2words", "--limit", "12", "--data", "sampler", "--backend", backend, "--out", out, "--quiet", "--report", "json"], cwd);
  expect((await run(`onnx:${exportedFolder()}`, "exported")).code).toBe(0);
  expect((await run("tiny", "embedded")).code).toBe(0);
  for (const benchmark of ["coco-captions", "textcaps", "screen2words"]) {
    const scores = (folder: string): string => readFileSync(path.join(cwd, folder, benchmark, "scores.json"), "utf8");
    expect(scores("exported")).toBe(scores("embedded"));
  }
});

it("names the command that adds the runtime where it is missing", async () => {
  const words = ["run", "--benchmark", "textcaps", "--data", "sampler", "--backend", `onnx:${exportedFolder()}`];
  const { code, err } = await start(process.execPath, ["--import", HIDDEN, path.join(bins, "cardeval.js"), ...words], emptyFolder());
  expect([code, err]).toEqual([2, expect.stringContaining("onnxruntime-node, which is not installed\n  Install it with: ONNXRUNTIME_NODE_INSTALL=skip npm i onnxruntime-node")]);
});
