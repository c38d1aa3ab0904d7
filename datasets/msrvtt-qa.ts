/**
 * MSRVTT-QA: questions about MSR-VTT's clips, made from their captions by rule.
 *
 * Files: test_qa.json, TestVideo/video*.mp4 (or folders of frames).
 * Card: test, exact match × 100, case kept, of 51,680 of its 72,821 questions: those whose clips were left in April 2024.
 * Prompt `answer en {question}`, 16 frames, one in 9, greedy, 64 tokens, no antialiasing.
 * Paper: Xu et al. 2017, ACM Multimedia, doi 10.1145/3123266.3123427.  Protocol: big_vision transfers/msrvtt_qa.py@0127fb6b.
 * Uncertain: the reference's frame reader is not public (`src/io/video-frames.ts`).
 */

import { MSRVTT_FRAMES, msrvttPlaces } from "./msrvtt-captions.ts";
import { exactMatch } from "../metrics/exact-match.ts";
import { defineBenchmark, defineDataset, slice, whole } from "../src/core/define.ts";
import type { Dataset, Part } from "../src/core/types.ts";
import { QUESTION_WORDS, readGeneratedQuestions } from "../src/io/generated-questions.ts";
import { type ClipSample, type Videos, videosOption, withFrames } from "../src/io/video-samples.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

/** Of questions made from captions: exact match of all of them, and of those that begin with each word. */
export function generatedQuestionParts(): readonly [Part<string, readonly string[]>, ...Part<string, readonly string[]>[]] {
  const metric = exactMatch();
  return [whole(metric), ...QUESTION_WORDS.map((word) => slice(word, metric, { word }))];
}

async function* clipsOf(file: string): AsyncGenerator<ClipSample<readonly string[]>> {
  for await (const { video, place: _, ...sample } of readGeneratedQuestions(file)) yield { ...sample, places: msrvttPlaces(`video${video}`), cluster: `video${video}` };
}

function dataset(videos: Videos): Dataset<readonly string[]> {
  return defineDataset({
    folders: ["msrvtt-qa", "MSRVTT-QA", "msrvtt", "MSRVTT", "MSR-VTT", "msrvtt-captions"],
    source: { homepage: "https://github.com/xudejing/video-question-answering", paper: "doi 10.1145/3123266.3123427", licence: "MIT (the repository; none stated for the questions); videos of YouTube under their own terms" },
    files: { questions: ["test_qa.json", "annotations/test_qa.json", "MSRVTT-QA/test_qa.json"] },
    pictures: "TestVideo/video*.mp4",
    frames: MSRVTT_FRAMES,
    size: 72_821,
    samples: (root, files) => withFrames(root, videos, MSRVTT_FRAMES, clipsOf(files.questions)),
  });
}

export const msrvttQa = defineBenchmark({
  name: "msrvtt-qa",
  title: "MSRVTT-QA",
  version: 1,
  options: { videos: videosOption },
  create: ({ videos }) => ({ dataset: dataset(videos), task: questionAnswering({ tokens: 64 }), parts: generatedQuestionParts() }),
});
