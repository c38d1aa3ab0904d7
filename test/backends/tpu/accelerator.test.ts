/** Which build of JAX a machine gets. */

import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { findAccelerator } from "../../../src/backends/tpu/accelerator.ts";

/** A folder that stands for `/`, with these files. */
function machine(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(tmpdir(), "cardeval-machine-"));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

const pci = (vendor: string, device: string): Record<string, string> => ({ "sys/bus/pci/devices/0000:00:05.0/vendor": `${vendor}\n`, "sys/bus/pci/devices/0000:00:05.0/device": `${device}\n` });

it.each([
  ["nothing", {}, "cpu"],
  ["a TPU v5e", pci("0x1ae0", "0x0063"), "tpu"],
  ["Google's network card only", pci("0x1ae0", "0x0042"), "cpu"],
  ["another maker's card of a TPU's number", pci("0x10de", "0x0063"), "cpu"],
  ["an NVIDIA card", { "dev/nvidia0": "" }, "cuda12"],
  ["both", { ...pci("0x1ae0", "0x0063"), "dev/nvidiactl": "" }, "tpu"],
] as const)("a machine with %s", (_, files, expected) => {
  expect(findAccelerator(machine(files))).toBe(expected);
});
