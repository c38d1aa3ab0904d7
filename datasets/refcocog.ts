/**
 * RefCOCOg: as RefCOCO, with long expressions written without a listener.
 *
 * Files: refcocog/refs(umd).p, and the rest as RefCOCO.
 * Card: validation of the UMD partition (4,896 expressions), mean IoU × 100.  Prompt: the expression alone, greedy, 48 tokens, no antialiasing.
 * Paper: Mao et al. 2016, arXiv 1511.02283; partition: Nagaraja et al. 2016.  Protocol: big_vision transfers/refcoco_seg.py@0127fb6b.
 * Quirk: the Google partition, refs(google).p, shares photos between train and validation; the card does not use it.
 */

import { referringBenchmark } from "./refcoco.ts";

export const refcocog = referringBenchmark({ name: "refcocog", title: "RefCOCOg", folders: ["refcocog"], refs: "refs(umd).p", paper: "arXiv 1511.02283", size: 4_896 });
