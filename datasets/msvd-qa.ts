/**
 * MSVD-QA: questions about short clips of YouTube, made from their captions by rule.
 *
 * Files: test_qa.json, youtube_mapping.txt (lines `{YouTube id}_{start}_{end} vid{number}`), YouTubeClips/*.avi by either name (or
 * folders of frames).
 * Card: test, exact match × 100, case kept, of 10,136 of its 13,157 questions: those whose clips were left in April 2024.
 * Prompt `answer en {question}`, 8 frames, one in 26, greedy, 64 tokens, no antialiasing.
 * Paper: Xu et al. 2017, ACM Multimedia, doi 10.1145/3123266.3123427.  Protocol: big_vision transfers/msvd_qa.py@0127fb6b.
 * Quirk: the paper of the card says 16 frames of every video, the configuration has 8 here.
 * Uncertain: the reference's frame reader is not public (`src/io/video-frames.ts`).
 */

import { generatedQuestionParts } from "./msrvtt-qa.ts";
import { DataError } from "../src/core/errors.ts";
import { defineBenchmark, defineDataset } from "../src/core/define.ts";
import type { Dataset } from "../src/core/types.ts";
import { leadsOut } from "../src/io/leads-out.ts";
import { wrongField } from "../src/io/fields.ts";
import { readGeneratedQuestions } from "../src/io/generated-questions.ts";
import { readLines } from "../src/io/lines.ts";
import { type ClipSample, type Videos, videosOption, withFrames } from "../src/io/video-samples.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

const FRAMES = { count: 8, stride: 26 } as const;

async function readMapping(file: string): Promise<ReadonlyMap<string, string>> {
  const clips = new Map<string, string>();
  for await (const { text, row } of readLines(file)) {
    const [clip = "", name = ""] = text.split(" ");
    if (!/^vid\d+$/.test(name) || leadsOut(clip)) throw new DataError(`expected a line such as -4wsuPCjDBc_5_15 vid1, found ${JSON.stringify(text.slice(0, 60))}`, { file, row }, { hint: "Compare it with the official file." });
    clips.set(name, clip);
  }
  return clips;
}

async function* clipsOf(files: { readonly questions: string; readonly mapping: string }): AsyncGenerator<ClipSample<readonly string[]>> {
  const clips = await readMapping(files.mapping);
  for await (const { video, place, ...sample } of readGeneratedQuestions(files.questions)) {
    const name = `vid${video}`;
    const clip = clips.get(name);
    if (clip === undefined) throw wrongField(place, "video_id", "the number of a clip of youtube_mapping.txt", video);
    yield { ...sample, places: [clip, name].flatMap((either) => [`YouTubeClips/${either}`, `videos/${either}`, `video/${either}`, either]), cluster: name };
  }
}

function dataset(videos: Videos): Dataset<readonly string[]> {
  return defineDataset({
    folders: ["msvd-qa", "MSVD-QA", "msvd", "MSVD"],
    source: { homepage: "https://github.com/xudejing/video-question-answering", paper: "doi 10.1145/3123266.3123427", licence: "MIT (the repository; none stated for the questions); videos of YouTube under their own terms" },
    files: { questions: ["test_qa.json", "annotations/test_qa.json", "MSVD-QA/test_qa.json"], mapping: ["youtube_mapping.txt", "annotations/youtube_mapping.txt", "MSVD-QA/youtube_mapping.txt"] },
    origins: { mapping: "https://github.com/yaoli/arctic-capgen-vid" },
    pictures: "YouTubeClips/*.avi",
    frames: FRAMES,
    size: 13_157,
    samples: (root, files) => withFrames(root, videos, FRAMES, clipsOf(files)),
  });
}

export const msvdQa = defineBenchmark({
  name: "msvd-qa",
  title: "MSVD-QA",
  version: 1,
  options: { videos: videosOption },
  create: ({ videos }) => ({ dataset: dataset(videos), task: questionAnswering({ tokens: 64 }), parts: generatedQuestionParts() }),
});
