/** Records of TensorFlow Datasets as rows: each of the wanted features under the name that the benchmark reads, pictures when they are wanted. */

import { DataError } from "../core/errors.ts";
import type { ImageSource, TfdsRecords } from "../core/types.ts";
import { type Place, recordField, recordOf, wrongField } from "./fields.ts";
import { decodeText } from "./read-bytes.ts";
import { readJson, type Row } from "./read-json.ts";
import { type FeatureValues, parseTfExample } from "./tf-example.ts";
import { readTfRecord, readTfRecords, type TfRecord } from "./tfrecord.ts";

/** What a feature's values are to be: one or a list of texts, numbers, truths; a picture. */
type Kind = "text" | "number" | "flag" | "picture";

type RecordPlace = Pick<TfRecord, "offset" | "index">;

interface Feature {
  readonly name: string;
  readonly kind: Kind;
  readonly isList: boolean;
}

/**
 * Rows of the records in their order.
 *
 * `fields` says of which feature each field of a row is: `{ question: "question_text", image: "image" }`. Pictures are read again when
 * they are asked for, so none is kept. @throws {DataError} for a feature that is not there, and a file with more or fewer records than
 * `dataset_info.json` says.
 */
export async function* readTfds({ features: file, shards }: TfdsRecords, fields: Readonly<Record<string, string>>): AsyncGenerator<Row> {
  const features = await readFeatures(file, fields);
  for (const { path, records, skip } of shards) {
    let found = skip;
    for await (const { data, ...at } of readTfRecords(path, skip)) {
      found++;
      const place = { file: path, row: at.index + 1 };
      if (found <= records) yield { ...place, value: rowOf(parseTfExample(data, place), features, at, place) };
    }
    if (found !== records) throw new DataError(`holds ${found === skip ? "at most " : ""}${found} records; dataset_info.json says ${records}`, { file: path }, { hint: "Copy the file again, or build the data set again." });
  }
}

/** The wanted features as `features.json` describes them, by field. */
async function readFeatures(file: string, fields: Readonly<Record<string, string>>): Promise<Readonly<Record<string, Feature>>> {
  const described = recordOf(await readJson(file), { file });
  if (described["featuresDict"] === undefined) throw wrongField({ file }, "featuresDict", "features as TensorFlow Datasets 4.3 or later describes them", described["type"]);
  const known = new Map(featuresOf(described, "", false, { file }));
  return Object.fromEntries(Object.entries(fields).map(([field, name]) => {
    const feature = known.get(name);
    if (feature === undefined) throw new DataError(`has no feature ${name}; its features are ${[...known.keys()].join(", ")}`, { file }, { hint: "Is it the right builder, in the version of today?" });
    if (feature.kind === undefined) throw new DataError("is a feature of a kind that is not read", { file, field: name }, { hint: "Read are Text, Scalar, Tensor of one dimension at most, ClassLabel, Image, and sequences of them." });
    return [field, { name, isList: feature.isList, kind: feature.kind }];
  }));
}

/** Features by their names in records: those within others have both names, joined by `/`. */
function* featuresOf(
  described: Readonly<Record<string, unknown>>, name: string, isList: boolean, place: Place,
): Generator<[string, { readonly isList: boolean; readonly kind: Kind | undefined }]> {
  if (described["featuresDict"] !== undefined) {
    for (const [key, inner] of Object.entries(recordField(recordField(described, "featuresDict", place), "features", place))) {
      yield* featuresOf(recordOf(inner, place, key), name === "" ? key : `${name}/${key}`, isList, place);
    }
  } else if (described["sequence"] !== undefined && !isList) {
    yield* featuresOf(recordField(recordField(described, "sequence", place), "feature", place), name, true, place);
  } else {
    const dimensions = dimensionsOf(described);
    yield [name, { isList: isList || dimensions > 0, kind: dimensions > 1 || (isList && dimensions > 0) ? undefined : kindOf(described) }];
  }
}

function dimensionsOf({ tensor }: Readonly<Record<string, unknown>>): number {
  return (tensor as { shape?: { dimensions?: readonly unknown[] } } | undefined)?.shape?.dimensions?.length ?? 0;
}

function kindOf({ text, image, classLabel, tensor }: Readonly<Record<string, unknown>>): Kind | undefined {
  if (text !== undefined) return "text";
  if (image !== undefined) return "picture";
  if (classLabel !== undefined) return "number";
  const { dtype, encoding = "none" } = (tensor ?? {}) as { dtype?: unknown; encoding?: unknown };
  if (typeof dtype !== "string" || encoding !== "none") return undefined;
  if (dtype === "string") return "text";
  if (dtype === "bool") return "flag";
  return /^(u?int|float)/.test(dtype) ? "number" : undefined;
}

function rowOf(
  values: ReadonlyMap<string, FeatureValues>, features: Readonly<Record<string, Feature>>, at: RecordPlace, place: Required<Place>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(features).map(([field, feature]) => {
    const found = valuesOf(values, feature, place);
    if (feature.kind === "picture") return [field, feature.isList ? found.map((_, i) => pictureAt(feature, i, at, place)) : pictureAt(feature, 0, at, place)];
    const read = found.map((value) => plain(value, feature, place));
    return [field, feature.isList ? read : read[0]];
  }));
}

/** @throws {DataError} for a record without the feature, or with other than one value where it is no list. */
function valuesOf(values: ReadonlyMap<string, FeatureValues>, { name, isList }: Feature, place: Place): FeatureValues {
  const found = values.get(name);
  if (found === undefined) throw new DataError(`the record has no such feature; it has ${[...values.keys()].join(", ") || "none"}`, { ...place, field: name }, { hint: "Are features.json and the records of one build?" });
  if (!isList && found.length !== 1) throw wrongField(place, name, "one value", found.length);
  return found;
}

function plain(value: Uint8Array | number | string, { name, kind }: Feature, place: Place): string | number | boolean {
  if (kind === "text" && value instanceof Uint8Array) return decodeText(value, place);
  if (kind === "flag" && (value === 0 || value === 1)) return value === 1;
  if (kind === "number" && !(value instanceof Uint8Array)) return value;
  throw wrongField(place, name, `a ${kind}, as features.json says`, value instanceof Uint8Array ? `${value.length} bytes` : value);
}

function pictureAt(feature: Feature, i: number, at: RecordPlace, place: Required<Place>): ImageSource {
  return {
    name: `${place.file} record ${place.row} ${feature.name}`,
    async read() {
      const bytes = valuesOf(parseTfExample(await readTfRecord(place.file, at), place), feature, place)[i];
      if (bytes instanceof Uint8Array && bytes.length > 0) return bytes;
      throw new DataError("has no bytes of a picture", { ...place, field: feature.name }, { hint: "Build the data set again." });
    },
  };
}
