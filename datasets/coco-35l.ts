/**
 * COCO-35L: COCO captions in 35 languages (English and 34 machine translations of it).
 *
 * Files: coco_mt_dev.jsonl, val2014/*.jpg.  Card: dev (5,000 photos × 35 languages), CIDEr × 100 for en, the unweighted mean of
 * the 34 others, and of all 35.  Prompt `caption {language}`, greedy, 32 tokens, no antialiasing.
 * References: `translation_tokenized` of the language; English is `caption_tokenized` of the rows with `trg_lang` "de".
 * Paper: Thapliyal et al. 2022, arXiv 2205.12522.  Protocol: big_vision transfers/coco35l.py@0127fb6b.
 * Quirk: the card's evaluator runs the English PTB tokenizer on every language, on text that is tokenised already; `--set
 * coco-35l.tokenizer=dataset` takes the text as it is. Each language is a corpus with document frequencies of its own.
 * Order: photo by photo, all languages of a photo together, so that a picture is read once.
 */

import { tokenizerOption } from "./captioning-parts.ts";
import { cider } from "../metrics/cider.ts";
import { DataError } from "../src/core/errors.ts";
import { defineBenchmark, defineDataset, defineTfdsFolder, meanOver, slice } from "../src/core/define.ts";
import type { TfdsRecords } from "../src/core/types.ts";
import { countEmptyCaptions } from "../src/io/odd-captions.ts";
import { recordOf, textField } from "../src/io/fields.ts";
import { captionedPictures } from "../src/io/captioned-pictures.ts";
import { readJsonLines } from "../src/io/read-json.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { captioning } from "../src/tasks/captioning.ts";
import { captionTokenizer } from "../src/text/caption-tokenizers.ts";

export const COCO_35L_LANGUAGES = [
  "en", "ar", "bn", "cs", "da", "de", "el", "es", "fa", "fi", "fil", "fr", "he", "hi", "hr", "hu", "id", "it",
  "ja", "ko", "mi", "nl", "no", "pl", "pt", "ro", "ru", "sv", "sw", "te", "th", "tr", "uk", "vi", "zh",
] as const;

const PHOTOS = 5_000;

const dataset = defineDataset({
  folders: ["coco-35l", "coco35l", "coco"],
  source: {
    homepage: "https://google.github.io/crossmodal-3600/",
    paper: "arXiv 2205.12522",
    licence: "captions CC BY 4.0; photos under their Flickr licences",
  },
  files: { captions: ["coco_mt_dev.jsonl", "coco35l/coco_mt_dev.jsonl", "annotations/coco_mt_dev.jsonl"] },
  pictures: "val2014/COCO_val2014_*.jpg",
  size: PHOTOS * COCO_35L_LANGUAGES.length,
  async *samples(root, { captions: file }) {
    const known = new Set<string>(COCO_35L_LANGUAGES);
    const seen = new Set<string>();
    const photos = new Map<string, Map<string, string[]>>();
    for await (const { value, row } of readJsonLines(file)) {
      const line = recordOf(value, { file, row });
      const id = textField(line, "image_id", { file, row });
      const photo = id.split("_")[0] ?? "";
      const language = textField(line, "trg_lang", { file, row });
      if (seen.has(`${id} ${language}`)) throw new DataError(`image_id ${id} occurs twice in ${language}`, { file, row, field: "image_id" }, { hint: "Compare it with the official file." });
      seen.add(`${id} ${language}`);
      if (language === "en" || !known.has(language)) root.warn("unknown-language", "rows in languages that COCO-35L does not translate to, left out", `${language} (row ${row})`);
      const captions = photos.get(photo) ?? new Map<string, string[]>();
      photos.set(photo, captions);
      const add = (code: string, field: string): void => {
        captions.set(code, [...(captions.get(code) ?? []), textField(line, field, { file, row })]);
      };
      if (language !== "en") add(language, "translation_tokenized");
      if (language === "de") add("en", "caption_tokenized");
    }
    for (const [photo, captions] of photos) {
      const name = `COCO_val2014_${photo.padStart(12, "0")}.jpg`;
      const image = root.image(`val2014/${name}`, `images/val2014/${name}`, name);
      for (const language of COCO_35L_LANGUAGES) {
        const target = captions.get(language);
        if (target === undefined) {
          root.warn("photo-without-language", "photos without captions in a language", `${photo} in ${language}`);
          continue;
        }
        countEmptyCaptions(root, target, `${photo} in ${language}`);
        yield { id: `${language}/${photo}`, images: [image], language, target, groups: { language }, cluster: photo };
      }
    }
  },
  tfds: defineTfdsFolder({
    splits: Object.fromEntries(COCO_35L_LANGUAGES.map((language) => [language, { names: ["coco35l"] as const, split: `dev_${language}` }])),
    async *samples(root, splits) {
      for (const language of COCO_35L_LANGUAGES) {
        for await (const { id: key, images, target } of captionedPictures(readTfds(splits[language] as TfdsRecords, { id: "image/id", captions: "captions", image: "image" }), root)) {
          const photo = key.split("_")[0] ?? "";
          yield { id: `${language}/${photo}`, images, language, target, groups: { language }, cluster: photo };
        }
      }
    },
  }),
});

export const coco35l = defineBenchmark({
  name: "coco-35l",
  title: "COCO-35L",
  version: 1,
  options: { tokenizer: tokenizerOption },
  create({ tokenizer }) {
    const metric = cider(captionTokenizer(tokenizer));
    const languages = COCO_35L_LANGUAGES.map((language) => slice(language, metric, { language }));
    return {
      dataset,
      task: captioning({ tokens: 32, multilingual: true }),
      parts: [meanOver("avg", metric, "language"), meanOver("avg-34", metric, "language", ["en"]), ...languages],
    };
  },
});
