/**
 * ST-VQA (SceneText VQA), task 3: questions whose answers can be read in the photo.
 *
 * Files: train_task_3.json, train_images/**, and COCO's train2014/*.jpg.  Card: test (4,070 questions), scored by the competition's
 * server.  Prompt `answer en {question}`, greedy, 48 tokens, antialiased resize.
 * Paper: Biten et al. 2019, arXiv 1905.13648.  Protocol: big_vision transfers/stvqa.py, datasets/stvqa/stvqa.py@0127fb6b.
 * Quirk: the photos of COCO-Text are taken in high resolution from COCO's train2014.
 * Uncertain: which labelled questions stand in. The reference holds 2,628 of the training file's 26,074 back as "val" (61.6 at 224,
 * 79.7 at 448) by a list of pictures that it does not publish. The default is the whole file, on most of which its models were
 * trained; `--set st-vqa.questions=listed` takes the pictures of your own val_images.txt, one `file_path` a line.
 */

import { anls } from "../metrics/anls.ts";
import { anlsRrc } from "../metrics/anls-rrc.ts";
import { defineBenchmark, defineDataset, standIn, whole } from "../src/core/define.ts";
import type { Dataset, DataRoot, ImageSource } from "../src/core/types.ts";
import { fileField } from "../src/io/fields.ts";
import { readQuestionRows } from "../src/io/question-rows.ts";
import { readSplitList } from "../src/io/split-list.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

const QUESTIONS = { questions: ["train_task_3.json", "annotations/train_task_3.json"] } as const;

const LIST = { list: ["val_images.txt", "annotations/val_images.txt"] } as const;

const COCO_TEXT = /^coco-text\//;

function pictureAt(root: DataRoot, filePath: string): ImageSource {
  const name = filePath.replace(COCO_TEXT, "train2014/");
  return COCO_TEXT.test(filePath) ? root.image(name, `images/${name}`) : root.image(`train_images/${name}`, `images/${name}`, name);
}

function dataset(questions: "all" | "listed"): Dataset<readonly string[]> {
  return defineDataset({
    folders: ["st-vqa", "stvqa", "coco"],
    source: { homepage: "https://rrc.cvc.uab.es/?ch=11&com=downloads", paper: "arXiv 1905.13648", licence: "terms of the Robust Reading Competition; photos under those of their sources" },
    files: { ...QUESTIONS, ...(questions === "all" ? {} : LIST) },
    pictures: "train_images/**, and COCO's train2014/*.jpg",
    size: questions === "all" ? 26_074 : 2_628,
    async *samples(root, files) {
      const wanted = files.list === undefined ? undefined : new Set(await readSplitList(files.list));
      for await (const { id, question, answers, line, place } of readQuestionRows(files.questions, "question_id", root)) {
        const filePath = fileField(line, "file_path", place);
        if (wanted?.has(filePath) === false) continue;
        yield { id, images: [pictureAt(root, filePath)], text: question, target: answers, cluster: filePath };
      }
    },
  });
}

export const stVqa = defineBenchmark({
  name: "st-vqa",
  title: "SceneText VQA",
  version: 1,
  options: { questions: { about: "all labelled questions, or those of your list of pictures", values: ["all", "listed"] } },
  create: ({ questions }) => ({
    dataset: dataset(questions),
    task: questionAnswering({ tokens: 48, antialias: true }),
    parts: [standIn(anls, questions === "all" ? "the training file" : "listed pictures of the training file", "test"), whole(anlsRrc, "anls-rrc")],
  }),
});
