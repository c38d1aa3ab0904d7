/** Where the Hugging Face Hub and its cache are, as huggingface_hub's environment variables say. */

import { readFile } from "node:fs/promises";
import path from "node:path";
import { fromHome } from "./home-path.ts";

export interface HubSettings {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** The folder of `datasets--owner--name` folders. */
  readonly cache: string;
  readonly token?: string;
  readonly isOffline: boolean;
}

const ON = new Set(["1", "ON", "YES", "TRUE"]);

/**
 * HF_ENDPOINT; HF_HUB_CACHE, HF_HOME/hub, XDG_CACHE_HOME/huggingface/hub or ~/.cache/huggingface/hub; HF_TOKEN or the file of
 * HF_TOKEN_PATH; HF_HUB_OFFLINE. Empty variables count as absent. Source: huggingface_hub 2.4.0, constants.py.
 */
export async function hubSettings(environment: Readonly<Record<string, string | undefined>> = process.env): Promise<HubSettings> {
  const value = (...names: readonly string[]): string | undefined => names.map((name) => environment[name]).find((text) => text !== undefined && text !== "");
  const home = homeless(value("HF_HOME") ?? path.join(value("XDG_CACHE_HOME") ?? "~/.cache", "huggingface"));
  const token = (value("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN") ?? (await readFile(homeless(value("HF_TOKEN_PATH") ?? path.join(home, "token")), "utf8").catch(() => ""))).trim();
  return {
    endpoint: (value("HF_ENDPOINT") ?? "https://huggingface.co").replace(/\/+$/, ""),
    cache: homeless(value("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") ?? path.join(home, "hub")),
    isOffline: ON.has((value("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE") ?? "").toUpperCase()),
    ...(token === "" ? {} : { token }),
  };
}

function homeless(place: string): string {
  return path.resolve(fromHome(place));
}
