/** The part of `cardeval doctor` about the JAX runtime: which Python, which JAX, which devices, and the next step. */

import { access } from "node:fs/promises";
import { findAccelerator } from "../backends/tpu/accelerator.ts";
import { chosenPython, describePython, environmentFolder, pythonIn } from "../backends/tpu/python.ts";
import type { Finding } from "./doctor.ts";

const WHAT = "tpu runtime (jax)";
const INSTALL = "cardeval doctor --install tpu";

/** Never "wrong": who runs another backend needs none of it. */
export async function checkRuntime(): Promise<Finding> {
  const python = chosenPython();
  const facts = await describePython(python);
  const note = (detail: string, todo: string): Finding => ({ what: WHAT, state: "note", detail, todo });
  if (facts === undefined) return note(`no Python: "${python}" does not start`, `Install Python 3.11 or newer (or name one in CARDEVAL_PYTHON), then: ${INSTALL}. Only tpu: needs it.`);
  if (facts.error !== undefined) return note(facts.error.message, facts.error.todo ?? INSTALL);
  if (facts.missing !== undefined) return note(`Python ${facts.python} (${facts.executable ?? python}) has no ${facts.missing}`, await remedy());
  if (facts.jax === undefined) return note(`JAX finds no device: ${facts.broken ?? "no answer"}`, `${INSTALL}:cpu runs on the processor instead.`);
  const devices = `${facts.device_count} × ${facts.device_kind}`;
  const detail = `jax ${facts.jax} on ${facts.platform} (${devices}), Python ${facts.python} (${facts.executable ?? python})`;
  const accelerator = findAccelerator();
  if (facts.platform === "cpu" && accelerator !== "cpu") return note(detail, `This machine has a ${accelerator === "tpu" ? "TPU" : "GPU"} that this JAX does not use: ${INSTALL}.`);
  return { what: WHAT, state: "ok", detail };
}

/** A named Python without JAX hides an environment of our own. */
async function remedy(): Promise<string> {
  const isThere = await access(pythonIn(environmentFolder())).then(() => true, () => false);
  const named = process.env["CARDEVAL_PYTHON"] !== undefined;
  if (named && isThere) return `Unset CARDEVAL_PYTHON: ${environmentFolder()} has JAX.`;
  return `${INSTALL} makes an environment of its own in ${environmentFolder()}${named ? "; then unset CARDEVAL_PYTHON" : ""}.`;
}
