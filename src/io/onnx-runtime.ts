/** onnxruntime-node, which is only there when the user added it: 290 MB, and an install script that fetches from elsewhere. */

import { UsageError } from "../core/errors.ts";

/** @throws {UsageError} with the command that adds it. */
export async function loadOnnxRuntime(): Promise<typeof import("onnxruntime-node")> {
  try {
    return await import("onnxruntime-node");
  } catch (error) {
    throw new UsageError("running an exported model needs onnxruntime-node, which is not installed", { cause: error, hint: "Install it with: ONNXRUNTIME_NODE_INSTALL=skip npm i onnxruntime-node" });
  }
}
