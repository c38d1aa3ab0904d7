/**
 * xGQA: GQA's balanced testdev, asked in eight languages and answered in English. Zero-shot from the GQA model.
 *
 * Files: testdev_balanced_questions_{language}.json of IGLUE's zero-shot set (GQA's layout), GQA's images/{imageId}.jpg.
 * Card: 12,578 questions in each language, exact match × 100, unweighted mean of all eight, English among them.
 * Prompt `answer en {question}` in every language, greedy, 32 tokens, no antialiasing.
 * Paper: Pfeiffer et al. 2022, arXiv 2109.06082.  Protocol: big_vision transfers/gqa.py@0127fb6b.
 * Quirk: the PaliGemma paper prints the mean of the seven others, which is the part `avg-7`.
 */

import { exactMatch } from "../metrics/exact-match.ts";
import { defineBenchmark, defineDataset, defineTfdsFolder, meanOver, slice } from "../src/core/define.ts";
import type { TfdsRecords } from "../src/core/types.ts";
import { gqaPicture, preparedGqaQuestions, readGqaQuestions } from "../src/io/gqa-questions.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

const LANGUAGES = ["bn", "de", "en", "id", "ko", "pt", "ru", "zh"] as const;
const QUESTIONS = 12_578;

function spellings(language: string): [string, ...string[]] {
  const name = `testdev_balanced_questions_${language}.json`;
  return [`annotations/zero_shot/${name}`, `zero_shot/${name}`, name];
}

const dataset = defineDataset({
  folders: ["xgqa", "xGQA", "gqa"],
  source: { homepage: "https://github.com/adapter-hub/xGQA", paper: "arXiv 2109.06082", licence: "CC BY 4.0 (questions); photos of Visual Genome, CC BY 4.0" },
  files: {
    bn: spellings("bn"), de: spellings("de"), en: spellings("en"), id: spellings("id"),
    ko: spellings("ko"), pt: spellings("pt"), ru: spellings("ru"), zh: spellings("zh"),
  },
  pictures: "images/*.jpg",
  size: QUESTIONS * LANGUAGES.length,
  async *samples(root, files) {
    for (const language of LANGUAGES) {
      for await (const { id, imageId, question, answer } of readGqaQuestions(files[language])) {
        yield { id: `${language}/${id}`, text: question, target: [answer], images: [root.image(...gqaPicture(imageId))], groups: { language }, cluster: imageId };
      }
    }
  },
  tfds: defineTfdsFolder({
    splits: Object.fromEntries(LANGUAGES.map((language) => [language, { names: ["xgqa"] as const, split: `test_zs_${language}` }])),
    async *samples(_, splits) {
      for (const language of LANGUAGES) {
        for await (const { id, ...question } of preparedGqaQuestions(splits[language] as TfdsRecords)) {
          yield { ...question, id: `${language}/${id.replace(/_[a-z]+$/, "")}`, groups: { language } };
        }
      }
    },
  }),
});

export const xgqa = defineBenchmark({
  name: "xgqa",
  title: "xGQA",
  version: 1,
  options: {},
  create() {
    const metric = exactMatch();
    return {
      dataset,
      task: questionAnswering({ tokens: 32 }),
      parts: [meanOver(undefined, metric, "language"), meanOver("avg-7", metric, "language", ["en"]), ...LANGUAGES.map((language) => slice(language, metric, { language }))],
    };
  },
});
