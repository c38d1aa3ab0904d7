/**
 * VATEX: a sentence about a clip of ten seconds from YouTube; the English captions.
 *
 * Files: vatex_public_test_english_v1.1.json, videos/{YouTube id}_{start}_{end}.mp4 (or folders of frames).
 * Card: public test, CIDEr × 100 of 5,135 of its 6,000 clips: those that were left in April 2024.  References: all ten captions.
 * Prompt `caption en`, 16 frames, one in 7, greedy, 64 tokens, no antialiasing.
 * Paper: Wang et al. 2019, arXiv 1904.03493.  Protocol: big_vision transfers/vatex_cap.py@0127fb6b.
 * Uncertain: the reference's frame reader is not public (`src/io/video-frames.ts`).
 */

import { captioningParts, tokenizerOption } from "./captioning-parts.ts";
import { defineBenchmark, defineDataset } from "../src/core/define.ts";
import type { DataRoot, Dataset } from "../src/core/types.ts";
import { fileField, recordOf, textsField, uniqueIds } from "../src/io/fields.ts";
import { countEmptyCaptions } from "../src/io/odd-captions.ts";
import { readJsonArray } from "../src/io/read-json.ts";
import { type ClipSample, type Videos, videosOption, withFrames } from "../src/io/video-samples.ts";
import { captioning } from "../src/tasks/captioning.ts";

const FRAMES = { count: 16, stride: 7 } as const;

async function* clipsOf(file: string, root: DataRoot): AsyncGenerator<ClipSample<readonly string[]>> {
  const idOf = uniqueIds("videoID");
  for await (const { value, row } of readJsonArray(file)) {
    const clip = recordOf(value, { file, row });
    const id = idOf(clip, { file, row });
    const name = fileField(clip, "videoID", { file, row });
    const target = textsField(clip, "enCap", { file, row });
    if (target.length === 0) root.warn("video-without-captions", "videos without captions, left out", id);
    else {
      countEmptyCaptions(root, target, id);
      yield { id, target, places: [`videos/${name}`, `public_test/${name}`, `test/${name}`, name] };
    }
  }
}

function dataset(videos: Videos): Dataset<readonly string[]> {
  return defineDataset({
    folders: ["vatex", "VATEX"],
    source: { homepage: "https://eric-xw.github.io/vatex-website/", paper: "arXiv 1904.03493", licence: "CC BY 4.0 (captions); videos of YouTube under their own terms" },
    files: { captions: ["vatex_public_test_english_v1.1.json", "annotations/vatex_public_test_english_v1.1.json"] },
    pictures: "videos/*_*_*.mp4",
    frames: FRAMES,
    size: 6_000,
    samples: (root, files) => withFrames(root, videos, FRAMES, clipsOf(files.captions, root)),
  });
}

export const vatex = defineBenchmark({
  name: "vatex",
  title: "VATEX",
  version: 1,
  options: { videos: videosOption, tokenizer: tokenizerOption },
  create: ({ videos, tokenizer }) => ({ dataset: dataset(videos), task: captioning({ tokens: 64 }), parts: captioningParts(tokenizer) }),
});
