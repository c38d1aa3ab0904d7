/**
 * RefCOCO+: as RefCOCO, but the expressions may not say where in the picture an object is.
 *
 * Files: refcoco+/refs(unc).p, and the rest as RefCOCO.
 * Card: validation (10,758 expressions), mean IoU × 100.  Prompt: the expression alone, greedy, 48 tokens, no antialiasing.
 * Paper: Yu et al. 2016, arXiv 1608.00272.  Protocol: big_vision transfers/refcoco_seg.py@0127fb6b (`refcocop`).
 */

import { referringBenchmark } from "./refcoco.ts";

export const refcocoPlus = referringBenchmark({ name: "refcoco-plus", title: "RefCOCO+", folders: ["refcoco-plus", "refcoco+"], refs: "refs(unc).p", paper: "arXiv 1608.00272", size: 10_758 });
