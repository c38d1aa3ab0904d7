/** The files of the RefCOCO family: expressions as a Python pickle, joined with COCO's objects by annotation id. */

import { DataError } from "../core/errors.ts";
import type { SegmentedObject } from "../core/segmentation.ts";
import type { DataRoot, Sample } from "../core/types.ts";
import { areaOf, renderRunLengths } from "../geometry/run-lengths.ts";
import { boxField, maskField } from "./coco-mask.ts";
import { fileField, idField, listField, recordOf, textField, wholeField, wrongField, type Place } from "./fields.ts";
import { readBytes } from "./read-bytes.ts";
import { readJsonArray } from "./read-json.ts";
import { unpickle } from "./unpickle.ts";

/** What is said of objects. */
interface Expressions {
  /** By annotation id, in file order. */
  readonly ofObject: ReadonlyMap<string, readonly string[]>;
  readonly images: ReadonlySet<string>;
}

interface Picture {
  readonly fileName: string;
  readonly size: readonly [height: number, width: number];
}

/**
 * One sample an expression of the split, in the order of COCO's annotations; its id is image, annotation and number of the expression.
 *
 * The expressions of several entries about one object are pooled. Size and mask are those of COCO's file; an object that it lacks is
 * counted and left out, as the reference leaves it out.
 * Source: big_vision datasets/refcoco/refcoco.py@0127fb6b.
 * @throws {DataError}
 */
export async function* readReferringExpressions(
  root: DataRoot, files: { readonly refs: string; readonly instances: string }, split: string,
): AsyncGenerator<Sample<SegmentedObject>> {
  const { ofObject, images } = await readExpressions(files.refs, split);
  const pictures = await readPictures(files.instances, images);
  const missing = new Map(ofObject);
  for await (const { value, row } of readJsonArray(files.instances, "annotations")) {
    const place = { file: files.instances, row };
    const annotation = recordOf(value, place);
    const id = idField(annotation, "id", place);
    const expressions = ofObject.get(id);
    if (expressions === undefined) continue;
    const image = idField(annotation, "image_id", place);
    const picture = pictures.get(image);
    if (picture === undefined) continue;
    if (!missing.delete(id)) throw new DataError(`annotation ${id} occurs twice`, { ...place, field: "id" }, { hint: "Compare it with the official file." });
    const target = readObject(annotation, picture.size, place, root);
    const source = root.image(`train2017/${picture.fileName}`, `images/train2017/${picture.fileName}`, picture.fileName);
    yield* expressions.map((text, i) => ({ id: `${image}_${id}_${i}`, images: [source], text, target, cluster: image }));
  }
  for (const [id, expressions] of missing) {
    for (const text of expressions) root.warn("object-missing", "expressions of objects that COCO's file lacks, left out", `annotation ${id}: ${text}`);
  }
}

/** @throws {DataError} when the file is no list of entries in the form of the refer toolbox. */
async function readExpressions(file: string, split: string): Promise<Expressions> {
  const entries = unpickle(await readBytes(file), file);
  if (!Array.isArray(entries)) throw wrongField({ file }, "(all)", "a list of entries", entries);
  const ofObject = new Map<string, string[]>();
  const images = new Set<string>();
  entries.forEach((value, i) => {
    const place = { file, row: i + 1 };
    const entry = recordOf(value, place);
    if (textField(entry, "split", place) !== split) return;
    const id = idField(entry, "ann_id", place);
    const texts = listField(entry, "sentences", place).map((sentence) => textField(recordOf(sentence, place, "sentences"), "sent", place));
    images.add(idField(entry, "image_id", place));
    ofObject.set(id, [...(ofObject.get(id) ?? []), ...texts]);
  });
  return { ofObject, images };
}

async function readPictures(file: string, wanted: ReadonlySet<string>): Promise<Map<string, Picture>> {
  const pictures = new Map<string, Picture>();
  for await (const { value, row } of readJsonArray(file, "images")) {
    const place = { file, row };
    const image = recordOf(value, place);
    const id = idField(image, "id", place);
    if (!wanted.has(id)) continue;
    const size = [wholeField(image, "height", place), wholeField(image, "width", place)] as const;
    if (Math.min(...size) < 1) throw wrongField(place, "height", "a picture with pixels", size);
    pictures.set(id, { fileName: fileField(image, "file_name", place), size });
  }
  return pictures;
}

function readObject(annotation: Readonly<Record<string, unknown>>, size: Picture["size"], place: Place, root: DataRoot): SegmentedObject {
  const mask = maskField(annotation, "segmentation", size, place);
  if (areaOf(mask) === 0) root.warn("empty-mask", "objects without a pixel, which no answer finds", `annotation ${idField(annotation, "id", place)}`);
  return { box: boxField(annotation, "bbox", size, place), mask: { size, counts: renderRunLengths(mask) } };
}
