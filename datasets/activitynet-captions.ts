/**
 * ActivityNet Captions: a sentence about a part of a video of a few minutes; which part is given.
 *
 * Files: val_2.json (one object, videos by `v_{YouTube id}`), videos/v_*.mp4, or folders of a part's frames named `v_{id}[{start}-{end}]`.
 * Card: "test", CIDEr × 100 of 13,982 of the 17,031 parts of val_2.json: those whose videos were left in April 2024. `--set
 * activitynet-captions.annotations=val_1` takes the other people's captions (17,505 parts), with which the reference validates.
 * Prompt `caption en`, 16 frames of the part, one in 30, greedy, 64 tokens, no antialiasing.
 * Paper: Krishna et al. 2017, arXiv 1705.00754.  Protocol: big_vision transfers/activitynet_cap.py@0127fb6b.
 * Quirk: the reference tells parts by video, start and end, so captions of equal parts are references of one sample.
 * Uncertain: the reference's frame reader is not public (`src/io/video-frames.ts`).
 */

import { captioningParts, tokenizerOption } from "./captioning-parts.ts";
import { defineBenchmark, defineDataset } from "../src/core/define.ts";
import type { DataRoot, Dataset } from "../src/core/types.ts";
import { leadsOut } from "../src/io/leads-out.ts";
import { listField, type Place, recordOf, textsField, wrongField } from "../src/io/fields.ts";
import { countEmptyCaptions } from "../src/io/odd-captions.ts";
import { readJsonEntries } from "../src/io/read-json.ts";
import { type ClipSample, type Videos, videosOption, withFrames } from "../src/io/video-samples.ts";
import { captioning } from "../src/tasks/captioning.ts";

const FRAMES = { count: 16, stride: 30 } as const;
const PARTS = { val_2: 17_031, val_1: 17_505 } as const;

/** Where a video of ActivityNet may lie; `name` begins with `v_`. */
export function activitynetPlaces(name: string): readonly string[] {
  return ["videos", "all_test", "v1-2/val", "v1-3/train_val"].map((folder) => `${folder}/${name}`).concat(name);
}

async function* clipsOf(file: string, root: DataRoot): AsyncGenerator<ClipSample<readonly string[]>> {
  for await (const { key: name, value, row } of readJsonEntries(file)) {
    const place = { file, row };
    if (!name.startsWith("v_") || leadsOut(name)) throw wrongField(place, "(key)", "the name of a video, v_ and its id", name);
    const video = recordOf(value, place);
    const sentences = textsField(video, "sentences", place);
    const timestamps = listField(video, "timestamps", place);
    if (timestamps.length !== sentences.length) throw wrongField(place, "timestamps", `as many as there are sentences (${sentences.length})`, timestamps.length);
    const parts = new Map<string, ClipSample<string[]>>();
    for (const [i, sentence] of sentences.entries()) {
      const span = readSpan(timestamps[i], name, root, place);
      const id = `${name}[${span.startSeconds}-${span.endSeconds}]`;
      if (parts.has(id)) root.warn("repeated-part", "captions of a part that an earlier one has, references of the same sample", id);
      const part = parts.get(id) ?? { id, target: [], places: activitynetPlaces(name), span, cluster: name };
      parts.set(id, part);
      part.target.push(sentence);
    }
    for (const part of parts.values()) {
      countEmptyCaptions(root, part.target, part.id);
      yield part;
    }
  }
}

function readSpan(value: unknown, name: string, root: DataRoot, place: Place): { startSeconds: number; endSeconds: number } {
  const [start, end] = Array.isArray(value) ? (value as readonly unknown[]) : [];
  if (typeof start !== "number" || typeof end !== "number" || Math.min(start, end) < 0) throw wrongField(place, "timestamps", "pairs of seconds", value);
  if (start > end) root.warn("part-ends-first", "parts that end before they begin, taken the other way round", `${name}[${start}-${end}]`);
  return { startSeconds: Math.min(start, end), endSeconds: Math.max(start, end) };
}

function dataset(videos: Videos, annotations: keyof typeof PARTS): Dataset<readonly string[]> {
  return defineDataset({
    folders: ["activitynet-captions", "activitynet", "ActivityNet"],
    source: { homepage: "https://cs.stanford.edu/people/ranjaykrishna/densevid/", paper: "arXiv 1705.00754", licence: "none stated for the captions; videos of YouTube under their own terms" },
    files: { captions: [`${annotations}.json`, `captions/${annotations}.json`, `annotations/${annotations}.json`] },
    pictures: "videos/v_*.mp4",
    frames: FRAMES,
    size: PARTS[annotations],
    samples: (root, files) => withFrames(root, videos, FRAMES, clipsOf(files.captions, root)),
  });
}

export const activitynetCaptions = defineBenchmark({
  name: "activitynet-captions",
  title: "ActivityNet Captions",
  version: 1,
  options: { videos: videosOption, annotations: { about: "whose captions", values: ["val_2", "val_1"] }, tokenizer: tokenizerOption },
  create: ({ videos, annotations, tokenizer }) => ({ dataset: dataset(videos, annotations), task: captioning({ tokens: 64 }), parts: captioningParts(tokenizer) }),
});
