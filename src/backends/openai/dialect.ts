/** What differs between servers that all say they speak OpenAI's API: one file a server, as data. */

import type { Decode } from "../../core/types.ts";
import type { ErrorRules } from "../connection.ts";

/** An entry of `GET /models`; servers add what they like. */
export type ListedModel = Readonly<Record<string, unknown>>;

/** A path beside the API that says more of server and model, and what of it goes into the record. */
export interface About {
  readonly path: string;
  /** Of what is read, strings, numbers and booleans are kept. */
  read(body: Readonly<Record<string, unknown>>, model: string): Readonly<Record<string, unknown>>;
}

export interface Dialect {
  /** What `--dialect` calls it; also the file's name. */
  readonly name: string;
  readonly title: string;
  /** Versions of the server that the dialect was run against; none means: written from its documentation, not run. */
  readonly ranWith: readonly string[];
  /** Requests it answers well at the same time; the runner takes fewer when it is too much. */
  readonly concurrency: number;
  /** Whether it is this server, told from the model it lists and the headers of that list. */
  recognises(model: ListedModel, headers: Readonly<Record<string, unknown>>): boolean;
  readonly about: readonly About[];
  /** Fields of every request beside the standard ones, which are model, messages, max_tokens and temperature. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Absent where the server has no beam search. */
  readonly beams?: {
    /** How it differs from the card's. */
    readonly rule: string;
    fields(decode: Decode): Readonly<Record<string, unknown>>;
  };
  /** `usage.prompt_tokens` counts a picture's tokens, so a reply without a picture can be told. */
  readonly countsPictures: boolean;
  readonly errors: ErrorRules;
}
