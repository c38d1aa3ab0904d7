/**
 * MSR-VTT captions: a sentence about a clip of 10 to 30 seconds from YouTube.
 *
 * Files: test_videodatainfo.json, TestVideo/video*.mp4 (or folders of frames).
 * Card: test, CIDEr × 100 of 2,094 of its 2,990 clips: those that were left in April 2024.  References: all captions, twenty each.
 * Prompt `caption en`, 16 frames, one in 9, greedy, 32 tokens, no antialiasing.
 * Paper: Xu et al. 2016, CVPR.  Protocol: big_vision transfers/msrvtt_cap.py@0127fb6b.
 * Uncertain: the reference's frame reader is not public (`src/io/video-frames.ts`).
 */

import { captioningParts, tokenizerOption } from "./captioning-parts.ts";
import { defineBenchmark, defineDataset } from "../src/core/define.ts";
import type { DataRoot, Dataset } from "../src/core/types.ts";
import { fileField, recordOf, textField, uniqueIds } from "../src/io/fields.ts";
import { countEmptyCaptions, createRepeatCounter } from "../src/io/odd-captions.ts";
import { readJsonArray } from "../src/io/read-json.ts";
import { type ClipSample, type Videos, videosOption, withFrames } from "../src/io/video-samples.ts";
import { captioning } from "../src/tasks/captioning.ts";

export const MSRVTT_FRAMES = { count: 16, stride: 9 } as const;

/** Where a clip of MSR-VTT may lie. */
export function msrvttPlaces(name: string): readonly string[] {
  return [`TestVideo/${name}`, `videos/${name}`, `video/${name}`, `videos/all/${name}`, name];
}

async function* clipsOf(file: string, root: DataRoot): AsyncGenerator<ClipSample<readonly string[]>> {
  const captions = new Map<string, string[]>();
  const idOf = uniqueIds("video_id");
  for await (const { value, row } of readJsonArray(file, "videos")) {
    const video = recordOf(value, { file, row });
    if (textField(video, "split", { file, row }) !== "test") continue;
    fileField(video, "video_id", { file, row });
    captions.set(idOf(video, { file, row }), []);
  }
  const countRepeats = createRepeatCounter(root);
  for await (const { value, row } of readJsonArray(file, "sentences")) {
    const sentence = recordOf(value, { file, row });
    const id = textField(sentence, "video_id", { file, row });
    countRepeats(sentence["sen_id"], id, row);
    captions.get(id)?.push(textField(sentence, "caption", { file, row }));
  }
  for (const [id, target] of captions) {
    if (target.length === 0) root.warn("video-without-captions", "videos without captions, left out", id);
    else {
      countEmptyCaptions(root, target, id);
      yield { id, target, places: msrvttPlaces(id) };
    }
  }
}

function dataset(videos: Videos): Dataset<readonly string[]> {
  return defineDataset({
    folders: ["msrvtt-captions", "msrvtt", "MSRVTT", "MSR-VTT"],
    source: {
      homepage: "https://www.microsoft.com/en-us/research/publication/msr-vtt-a-large-video-description-dataset-for-bridging-video-and-language/",
      paper: "Xu et al. 2016, CVPR", licence: "for research, no other stated; videos of YouTube under their own terms",
    },
    files: { captions: ["test_videodatainfo.json", "annotations/test_videodatainfo.json", "annotation/test_videodatainfo.json"] },
    pictures: "TestVideo/video*.mp4",
    frames: MSRVTT_FRAMES,
    size: 2_990,
    samples: (root, files) => withFrames(root, videos, MSRVTT_FRAMES, clipsOf(files.captions, root)),
  });
}

export const msrvttCaptions = defineBenchmark({
  name: "msrvtt-captions",
  title: "MSR-VTT captions",
  version: 1,
  options: { videos: videosOption, tokenizer: tokenizerOption },
  create: ({ videos, tokenizer }) => ({ dataset: dataset(videos), task: captioning({ tokens: 32 }), parts: captioningParts(tokenizer) }),
});
