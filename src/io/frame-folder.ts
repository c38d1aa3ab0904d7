/**
 * A folder of pictures that stands for a video: each name ends in the number of its frame, the lowest being the first (`0001.jpg`, `v_x-17.png`).
 *
 * Frames between that are not asked for may be left out: a folder of the frames 0, 9, 18 … serves a stride of 9, and says so to a stride of 7.
 */

import { readdir } from "node:fs/promises";
import path from "node:path";
import { DataError } from "../core/errors.ts";
import type { FrameSampling } from "../core/types.ts";
import { readBytes } from "./read-bytes.ts";

const PICTURE = /\.(jpe?g|png|webp|bmp)$/i;

/** As the video's frames would be; none when there is no picture. @throws {DataError} for names without a number, and when a wanted frame is not there. */
export async function readFrameFolder(folder: string, { count, stride }: FrameSampling): Promise<readonly Uint8Array[]> {
  const frames = new Map<number, string>();
  for (const name of await readdir(folder)) if (PICTURE.test(name)) frames.set(numberOf(folder, name), name);
  const numbers = [...frames.keys()];
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  const wanted = Array.from({ length: count }, (_, i) => first + i * stride).filter((number) => number <= last);
  return Promise.all(wanted.map(async (number) => {
    const name = frames.get(number);
    if (name === undefined) throw new DataError(`has no frame ${number}, and one in ${stride} from ${first} to ${last} is wanted`, { file: folder }, { hint: "Extract the video again, all frames of it." });
    return readBytes(path.join(folder, name));
  }));
}

function numberOf(folder: string, name: string): number {
  const digits = /(\d+)\.\w+$/.exec(name)?.[1];
  if (digits === undefined) throw new DataError("the name does not end in the number of the frame", { file: path.join(folder, name) }, { hint: "Name frames as ffmpeg -i VIDEO %06d.png does." });
  return Number(digits);
}
