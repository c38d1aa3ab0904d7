/**
 * ActivityNet-QA: questions about videos of a few minutes, by people.
 *
 * Files: test_q.json, test_a.json, videos/v_*.mp4 (or folders of frames).
 * Card: test, exact match × 100, case kept, of 6,900 of its 8,000 questions: those whose videos were left in April 2024.
 * Prompt `answer en {question}`, 16 frames, one in 70, greedy, 64 tokens, no antialiasing.
 * Paper: Yu et al. 2019, arXiv 1906.02467.  Protocol: big_vision transfers/activitynet_qa.py@0127fb6b.
 * Uncertain: the reference's frame reader is not public (`src/io/video-frames.ts`).
 */

import { activitynetPlaces } from "./activitynet-captions.ts";
import { exactMatch } from "../metrics/exact-match.ts";
import { defineBenchmark, defineDataset, slice, whole } from "../src/core/define.ts";
import type { DataRoot, Dataset } from "../src/core/types.ts";
import { choiceField, fileField, recordOf, textField, uniqueIds } from "../src/io/fields.ts";
import { readJsonArray } from "../src/io/read-json.ts";
import { type ClipSample, type Videos, videosOption, withFrames } from "../src/io/video-samples.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

const FRAMES = { count: 16, stride: 70 } as const;

/** By their numbers in the files; dataset/README.md of the official repository. */
const TYPES = ["motion", "spatial", "temporal", "yes-no", "color", "object", "location", "number", "other"] as const;

async function readAnswers(file: string): Promise<Map<string, { readonly answer: string; readonly type: string }>> {
  const answers = new Map<string, { answer: string; type: string }>();
  const idOf = uniqueIds("question_id");
  for await (const { value, row } of readJsonArray(file)) {
    const line = recordOf(value, { file, row });
    answers.set(idOf(line, { file, row }), { answer: textField(line, "answer", { file, row }), type: TYPES[choiceField(line, "type", TYPES.length, { file, row })] as string });
  }
  return answers;
}

async function* clipsOf(files: { readonly questions: string; readonly answers: string }, root: DataRoot): AsyncGenerator<ClipSample<readonly string[]>> {
  const answers = await readAnswers(files.answers);
  const idOf = uniqueIds("question_id");
  for await (const { value, row } of readJsonArray(files.questions)) {
    const place = { file: files.questions, row };
    const line = recordOf(value, place);
    const id = idOf(line, place);
    const found = answers.get(id);
    answers.delete(id);
    const name = `v_${fileField(line, "video_name", place)}`;
    if (found === undefined) root.warn("question-without-answers", "questions without a right answer, left out", id);
    else yield { id, text: textField(line, "question", place), target: [found.answer], groups: { type: found.type }, places: activitynetPlaces(name), cluster: name };
  }
  for (const id of answers.keys()) root.warn("answers-without-question", "answers to questions that the other file does not ask", id);
}

function dataset(videos: Videos): Dataset<readonly string[]> {
  return defineDataset({
    folders: ["activitynet-qa", "activitynet", "ActivityNet", "activitynet-captions"],
    source: { homepage: "https://github.com/MILVLG/activitynet-qa", paper: "arXiv 1906.02467", licence: "MIT for non-commercial use (its README) or Apache-2.0 (its LICENSE); videos of YouTube under their own terms" },
    files: { questions: ["test_q.json", "dataset/test_q.json"], answers: ["test_a.json", "dataset/test_a.json"] },
    pictures: "videos/v_*.mp4",
    frames: FRAMES,
    size: 8_000,
    samples: (root, files) => withFrames(root, videos, FRAMES, clipsOf(files, root)),
  });
}

export const activitynetQa = defineBenchmark({
  name: "activitynet-qa",
  title: "ActivityNet-QA",
  version: 1,
  options: { videos: videosOption },
  create({ videos }) {
    const metric = exactMatch();
    return { dataset: dataset(videos), task: questionAnswering({ tokens: 64 }), parts: [whole(metric), ...TYPES.map((type) => slice(type, metric, { type }))] };
  },
});
