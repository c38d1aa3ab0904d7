/** Captioning: the prompt is `caption {language}`, the answer is the reply as it stands, references are captions. */

import type { Decode, Outline, Sample, Task } from "../core/types.ts";

/** The red of Widget Captioning's rectangle, drawn on the resized picture. */
const RED = [255, 0, 0] as const;

/**
 * A captioning task. A sample's `box` is shown to the model as a red outline.
 *
 * Quirk: the reply is not stripped; an unfinished reply is scored as it is. Source: big_vision coco_caption.py@0127fb6b.
 */
export function captioning(options: {
  readonly tokens: number;
  readonly beams?: Decode["beams"];
  readonly antialias?: boolean;
  /** Samples name their language; otherwise it is English. */
  readonly multilingual?: true;
}): Task<readonly string[], string> {
  const form = options.multilingual === true ? "caption {language}" : "caption en";
  return {
    name: "captioning",
    decode: { beams: options.beams ?? 1, maxTokens: options.tokens, promptTokens: options.tokens },
    antialias: options.antialias ?? false,
    form,
    prompt: (sample) => form.replace("{language}", sample.language ?? "en"),
    outlines: (sample: Sample<readonly string[]>): readonly Outline[] => (sample.box === undefined ? [] : [{ box: sample.box, rgb: RED }]),
    read: (text) => text,
    show: (target) => target,
  };
}
