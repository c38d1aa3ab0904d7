/** What this machine can compute on, told without Python: which build of JAX to install. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export const accelerators = ["cpu", "cuda12", "tpu"] as const;
export type Accelerator = (typeof accelerators)[number];

const GOOGLE = "0x1ae0";
/** Google's other devices are network cards. Source: jax/_src/hardware_utils.py of jax 0.10.2. */
const TPU_DEVICES = new Set(["0x0027", "0x0056", "0x005e", "0x0062", "0x0063", "0x006f", "0x0076"]);
const NVIDIA_FILES = ["dev/nvidia0", "dev/nvidiactl", "dev/dxg"];

/** A TPU before a GPU before the processor. @param root for tests: the folder that stands for `/` */
export function findAccelerator(root = "/"): Accelerator {
  if (hasTpu(path.join(root, "sys/bus/pci/devices"))) return "tpu";
  return NVIDIA_FILES.some((file) => existsSync(path.join(root, file))) ? "cuda12" : "cpu";
}

function hasTpu(devices: string): boolean {
  if (!existsSync(devices)) return false;
  const read = (device: string, fact: string): string => {
    const file = path.join(devices, device, fact);
    return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  };
  return readdirSync(devices).some((device) => read(device, "vendor") === GOOGLE && TPU_DEVICES.has(read(device, "device")));
}
