/** Samples that show a video, and what becomes of those whose video is gone. */

import { DataError } from "../core/errors.ts";
import type { DataRoot, FrameSampling, Sample } from "../core/types.ts";

/**
 * Videos are taken down, so no two copies of a set are equal; the card's own numbers are of what was left in April 2024, which no list
 * names. `present` makes the split of what is there, as the reference did: other samples are left out, counted and named, and the card
 * tells the share. `all` asks the official split: samples without their video fail, and recorded replies need no video.
 */
export const videosOption = { about: "which samples make the split", values: ["present", "all"] } as const;

export type Videos = (typeof videosOption.values)[number];

/** A sample before its frames are known; `places` are paths of its video without ending, `span` a part of it. */
export interface ClipSample<Target> extends Omit<Sample<Target>, "images"> {
  readonly places: readonly string[];
  readonly span?: NonNullable<FrameSampling["span"]>;
}

/** The samples with their frames; with `present`, only those whose video or folder of frames exists. @throws {DataError} when no video does. */
export async function* withFrames<Target>(root: DataRoot, videos: Videos, sampling: FrameSampling, clips: AsyncIterable<ClipSample<Target>>): AsyncGenerator<Sample<Target>> {
  const known = new Map<string, boolean>();
  let [isAnyShown, gone] = [false, ""];
  for await (const { places, span, ...sample } of clips) {
    const video = root.video(places, span === undefined ? sampling : { ...sampling, span });
    const key = JSON.stringify([places[0], span]);
    if (videos === "present" && !known.has(key)) known.set(key, await video.exists());
    if (known.get(key) === false) {
      gone = video.name;
      root.warn("missing-video", "samples whose video is not there, left out of the split", sample.id);
      continue;
    }
    isAnyShown = true;
    yield { ...sample, images: video.frames };
  }
  if (isAnyShown || gone === "") return;
  throw new DataError("this video does not exist, nor does any other of the split", { file: gone }, {
    hint: "`cardeval data where` names the places. To score recorded replies without the videos, --set BENCHMARK.videos=all.",
  });
}
