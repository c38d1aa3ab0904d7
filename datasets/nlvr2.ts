/**
 * NLVR2: is a sentence true of two photos?
 *
 * Files: test1.json (JSON lines), test1/{identifier without its last number}-img0.png (left) and -img1.png (right).
 * Card: the public test set "test1" (6,967 samples), exact match × 100, case kept.
 * Prompt `answer en {sentence}`, both pictures before it, left first, greedy, 64 tokens, no antialiasing.
 * Paper: Suhr et al. 2019, arXiv 1811.00491.  Protocol: big_vision transfers/nlvr2.py@0127fb6b.
 * Uncertain: the reference's builder is not public, so the case of its labels is known from the official file alone (`True`,
 * `False`); `--set nlvr2.labels=lower-case` has them as `true` and `false`.
 * Quirk: the names of the pictures end in .png whatever they are; most are JPEGs.
 */

import { exactMatch } from "../metrics/exact-match.ts";
import { nlvrConsistency, sentenceOf } from "../metrics/nlvr-consistency.ts";
import { apartFromGroup, defineBenchmark, defineDataset, whole } from "../src/core/define.ts";
import type { Dataset, GroupedAnswers } from "../src/core/types.ts";
import { leadsOut } from "../src/io/leads-out.ts";
import { recordOf, textField, uniqueIds, wrongField } from "../src/io/fields.ts";
import { readJsonLines } from "../src/io/read-json.ts";
import { questionAnswering } from "../src/tasks/question-answering.ts";

/** Split, set, pair, sentence. */
const IDENTIFIER = /^[^-]+-\d+-\d+-\d+$/;

/** How MaRVL and NLVR2 write truth. */
export const truthLabels = { about: "how the labels are written", values: ["capitalised", "lower-case"] } as const;

/** The label as the model is to write it. */
export function truthLabel(isTrue: boolean, labels: (typeof truthLabels.values)[number]): string {
  return labels === "capitalised" ? (isTrue ? "True" : "False") : String(isTrue);
}

function dataset(labels: (typeof truthLabels.values)[number]): Dataset<GroupedAnswers> {
  return defineDataset({
    folders: ["nlvr2", "nlvr"],
    source: { homepage: "https://lil.nlp.cornell.edu/nlvr/", paper: "arXiv 1811.00491", licence: "CC BY 4.0 (sentences); photos under their own terms, on request of the authors" },
    files: { statements: ["test1.json", "data/test1.json", "nlvr2/data/test1.json", "annotations/test1.json"] },
    pictures: "test1/*-img0.png, test1/*-img1.png",
    downloads: [{
      url: "https://raw.githubusercontent.com/lil-lab/nlvr/18924841aa96d519cfb8584f0945350f07a6d860/nlvr2/data/test1.json", place: "test1.json",
      sha256: "f49a6c512d6868f8faf3b3bbe1a816bf5e8643f13c1bf26e527a21b84e27e2ec",
    }],
    size: 6_967,
    async *samples(root, { statements: file }) {
      const idOf = uniqueIds("identifier");
      for await (const { value, row } of readJsonLines(file)) {
        const place = { file, row };
        const line = recordOf(value, place);
        const id = idOf(line, place);
        if (!IDENTIFIER.test(id) || leadsOut(id)) throw wrongField(place, "identifier", "an identifier such as test1-0-1-0", id);
        const label = textField(line, "label", place);
        if (label !== "True" && label !== "False") throw wrongField(place, "label", "True or False", label);
        const pair = id.slice(0, id.lastIndexOf("-"));
        const images = [0, 1].map((side) => root.image(`test1/${pair}-img${side}.png`, `images/test1/${pair}-img${side}.png`, `${pair}-img${side}.png`));
        const statement = sentenceOf(id);
        yield { id, images, text: textField(line, "sentence", place), target: { answers: [truthLabel(label === "True", labels)], group: statement }, cluster: statement };
      }
    },
  });
}

export const nlvr2 = defineBenchmark({
  name: "nlvr2",
  title: "NLVR2",
  version: 1,
  options: { labels: truthLabels },
  create: ({ labels }) => ({
    dataset: dataset(labels),
    task: questionAnswering<GroupedAnswers>({ tokens: 64 }),
    parts: [whole(apartFromGroup(exactMatch())), whole(nlvrConsistency, "consistency")],
  }),
});
