/**
 * SciCap: captions of figures from computer-science papers (list "First-Sentence", no sub-figures).
 *
 * Files: scicap_data/List-of-Files-for-Each-Experiments/First-Sentence/No-Subfig/test/file_idx.json,
 * scicap_data/SciCap-Caption-All/test/*.json, scicap_data/SciCap-No-Subfig-Img/test/*.png.
 * Card: test (13,355 figures), CIDEr × 100 and BLEU-4 as a fraction.  Prompt `caption en`, greedy, 96 tokens, no antialiasing.
 * Paper: Hsu et al. 2021, arXiv 2110.11624.  Protocol: big_vision transfers/scicap.py, datasets/scicap/scicap.py@0127fb6b.
 * Quirk: "first sentence" names the list of files only. The one reference is the WHOLE caption of the field
 * `1-lowercase-and-token-and-remove-figure-index`, often several sentences; hence 96 tokens.
 */

import { captioningParts, tokenizerOption } from "./captioning-parts.ts";
import { DataError } from "../src/core/errors.ts";
import { defineBenchmark, defineDataset, defineTfdsFolder } from "../src/core/define.ts";
import { leadsOut } from "../src/io/leads-out.ts";
import { countEmptyCaptions } from "../src/io/odd-captions.ts";
import { pictureField, recordField, recordOf, textField, uniqueIds, wrongField } from "../src/io/fields.ts";
import { readJson } from "../src/io/read-json.ts";
import { readTfds } from "../src/io/tfds-rows.ts";
import { captioning } from "../src/tasks/captioning.ts";

const CAPTION = "1-lowercase-and-token-and-remove-figure-index";

/** Folders are written `test` or `Test`, with or without `scicap_data/`. */
function spellings(path: (split: string) => string): [string, ...string[]] {
  return [`scicap_data/${path("test")}`, `scicap_data/${path("Test")}`, path("test"), path("Test")];
}

const dataset = defineDataset({
  folders: ["scicap"],
  source: { homepage: "https://github.com/tingyaohsu/SciCap", paper: "arXiv 2110.11624", licence: "CC BY-NC-SA 4.0" },
  files: { list: spellings((split) => `List-of-Files-for-Each-Experiments/First-Sentence/No-Subfig/${split}/file_idx.json`) },
  pictures: "scicap_data/SciCap-No-Subfig-Img/test/*.png",
  size: 13_355,
  async *samples(root, { list }) {
    const names = await readJson(list);
    if (!Array.isArray(names)) throw new DataError("expected a list of picture names", { file: list });
    const seen = new Set<string>();
    for (const [index, name] of names.entries()) {
      const row = index + 1;
      if (typeof name !== "string" || !name.endsWith(".png") || leadsOut(name)) throw wrongField({ file: list, row }, "(row)", "a file name ending in .png", name);
      const id = name.slice(0, -".png".length);
      if (seen.has(id)) throw new DataError(`figure ${id} occurs twice`, { file: list, row }, { hint: "Compare it with the official file." });
      seen.add(id);
      const file = await root.sidecar(...spellings((split) => `SciCap-Caption-All/${split}/${id}.json`));
      const caption = textField(recordField(recordOf(await readJson(file), { file }), CAPTION, { file }), "caption", { file });
      countEmptyCaptions(root, [caption], `figure ${id}`);
      yield { id, images: [root.image(...spellings((split) => `SciCap-No-Subfig-Img/${split}/${name}`))], target: [caption] };
    }
  },
  tfds: defineTfdsFolder({
    splits: { figures: { names: ["scicap/first_sentence_subfig_no"], split: "test" } },
    async *samples(root, { figures }) {
      const idOf = uniqueIds("id");
      for await (const { value, ...place } of readTfds(figures, { id: "image/id", caption: "caption/lowercase_and_token_and_remove_figure_index", image: "image" })) {
        const line = recordOf(value, place);
        const [id, caption] = [idOf(line, place), textField(line, "caption", place)];
        countEmptyCaptions(root, [caption], `figure ${id}`);
        yield { id, images: [pictureField(line, "image", place)], target: [caption] };
      }
    },
  }),
});

export const scicap = defineBenchmark({
  name: "scicap",
  title: "SciCap (first sentence, no subfigure)",
  version: 1,
  options: { tokenizer: tokenizerOption },
  create: ({ tokenizer }) => ({ dataset, task: captioning({ tokens: 96 }), parts: captioningParts(tokenizer) }),
});
