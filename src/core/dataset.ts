/** A benchmark's data: where it lies, and how it is read. */

import type { FrameSampling, ImageSource, Sample, Video } from "./types.ts";

/** Where data comes from and what one may do with it. */
export interface DataSource {
  readonly homepage: string;
  readonly paper: string;
  readonly licence: string;
}

/** What an adapter noticed and did not hide: counted, with examples, kept in the record. */
export interface DataWarning {
  readonly code: string;
  readonly message: string;
  readonly count: number;
  readonly examples: readonly string[];
}

/** A benchmark's folder of data, as `src/io/data-root.ts` opens it. */
export interface DataRoot {
  /** Path of a file that belongs to one sample, the first candidate that exists. @throws {DataError} naming every place that was looked at. */
  sidecar(...candidates: readonly string[]): Promise<string>;
  /** The picture of the first candidate that exists; missing pictures fail when they are read. */
  image(...candidates: readonly string[]): ImageSource;
  /** The video, or folder of frames, of the first candidate that exists, named without ending; missing ones fail when a frame is read. */
  video(candidates: readonly string[], sampling: FrameSampling): Video;
  /** Counts one more occurrence of a warning. */
  warn(code: string, message: string, example: string): void;
}

/** A copy of the data on the Hugging Face Hub: parquet files, read by their columns. */
export interface HubCopy<Target> {
  /** `owner/name` of the data set there. */
  readonly repository: string;
  /** Its parquet files by role; `*` stands for the numbers of the pieces: `data/test-*.parquet`. */
  readonly tables: Readonly<Record<string, string>>;
  /** Roles of official files that are needed beside it. */
  readonly needs?: readonly string[];
  /** What is not as in the official files; said in the record of a run. */
  readonly differs?: string;
  /** `tables` holds the pieces of every role in their order, `files` the paths of what it needs. */
  samples(root: DataRoot, tables: Readonly<Record<string, readonly string[]>>, files: Readonly<Record<string, string>>): AsyncIterable<Sample<Target>>;
}

/** A split of a data set that TensorFlow Datasets prepared. */
export interface TfdsSplit {
  /** Names of its folder, `NAME` or `NAME/CONFIG`, the first that is there counts; versions lie within, and the newest counts. */
  readonly names: readonly [string, ...string[]];
  readonly split: string;
  /** Only so many records from its end, in the order of the files: the slice `[-COUNT:]`. */
  readonly last?: number;
  /** The oldest version that is right. */
  readonly since?: string;
}

/** The records of a split, in order. */
export interface TfdsRecords {
  /** Where its features are described. */
  readonly features: string;
  /** Files that hold records of it, each with how many records it has and how many of its first are not wanted. */
  readonly shards: readonly { readonly path: string; readonly records: number; readonly skip: number }[];
}

/** A folder that TensorFlow Datasets prepared, as big_vision's builders do: records with their pictures. */
export interface TfdsFolder<Target> {
  /** Its splits by role. */
  readonly splits: Readonly<Record<string, TfdsSplit>>;
  /** Why official files will not do; where this is said they are not looked for. */
  readonly only?: string;
  /** What is not as in the official files; said in the record of a run. */
  readonly differs?: string;
  samples(root: DataRoot, splits: Readonly<Record<string, TfdsRecords>>): AsyncIterable<Sample<Target>>;
}

/** An official file that can be fetched from an address, or official files from a repository of the hub (`*` within a name). */
export type Download =
  | { readonly url: string; readonly place: string; readonly sha256?: string }
  | { readonly repository: string; readonly files: readonly string[] };

export interface Dataset<Target> {
  /** Folders under the data root that may hold the files, the benchmark's own first. */
  readonly folders: readonly string[];
  readonly source: DataSource;
  /** Annotation files by role, each with the paths where it may lie; they are the identity of the data. */
  readonly files: Readonly<Record<string, readonly string[]>>;
  /** Files that carry an official name and are another set, by sha256: what they are. They are refused. */
  readonly impostors?: Readonly<Record<string, string>>;
  /** Where the pictures lie, for messages. */
  readonly pictures: string;
  /** Of datasets of videos: which frames of each are shown. */
  readonly frames?: FrameSampling;
  /** Samples of the full split; another count is a warning in the record. */
  readonly size: number;
  /** Where a file comes from that the homepage does not have, by role. */
  readonly origins?: Readonly<Record<string, string>>;
  /** Copies that stand in where the official files are not all there; the first that is there counts. */
  readonly copies?: readonly HubCopy<Target>[];
  /** A prepared folder that stands in where the official files are not all there, before any copy. */
  readonly tfds?: TfdsFolder<Target>;
  /** Official files that `data fetch` can get; each lands in the benchmark's own folder. */
  readonly downloads?: readonly Download[];
  /** `files` holds the path that was found for every role. */
  samples(root: DataRoot, files: Readonly<Record<string, string>>): AsyncIterable<Sample<Target>>;
}
