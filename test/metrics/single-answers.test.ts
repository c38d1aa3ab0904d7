/** Rules of the answer metrics that no golden file holds. */

import { describe, expect, it } from "vitest";
import { anls } from "../../metrics/anls.ts";
import { anlsRrc } from "../../metrics/anls-rrc.ts";
import { exactMatch } from "../../metrics/exact-match.ts";
import { popeAccuracy } from "../../metrics/pope-accuracy.ts";
import { popeOfficial } from "../../metrics/pope-official.ts";
import { relaxedAccuracy } from "../../metrics/relaxed-accuracy.ts";
import { scienceAccuracy } from "../../metrics/science-accuracy.ts";
import { textvqaAccuracy } from "../../metrics/textvqa-accuracy.ts";
import { vizwizAccuracy } from "../../metrics/vizwiz-accuracy.ts";
import { vqaAccuracyOfficial } from "../../metrics/vqa-accuracy-official.ts";
import { vqaAccuracySimple } from "../../metrics/vqa-accuracy-simple.ts";
import { vqaAccuracy } from "../../metrics/vqa-accuracy.ts";
import type { AnyMetric } from "../../src/core/types.ts";
import { leaveOneOutAgreement } from "../../src/stats/agreement.ts";

type Texts = AnyMetric<string, readonly string[]>;

function summaryOf(metric: Texts, rows: readonly (readonly [string | undefined, readonly string[]])[]): ReturnType<Texts["summarize"]> {
  return metric.summarize(metric.measure(rows.map(([answer, target], i) => ({ id: `s${i}`, answer, target }))));
}

const valueOf = (metric: Texts, answer: string | undefined, target: readonly string[]): number => summaryOf(metric, [[answer, target]]).value;
const people = (said: string, times: number, n = 10): string[] => Array.from({ length: n }, (_, i) => (i < times ? said : `other ${i}`));

describe("VQA accuracies", () => {
  it.each([
    [0, 0, 0], [1, 0.3, 1 / 3], [2, 0.6, 2 / 3], [3, 0.9, 1], [4, 1, 1],
  ])("%i of ten give %d, and %d without leaving one out", (matches, leaveOneOut, simple) => {
    for (const metric of [vqaAccuracy, vqaAccuracyOfficial, textvqaAccuracy, vizwizAccuracy]) {
      expect(valueOf(metric, "red", people("red", matches))).toBeCloseTo(leaveOneOut, 12);
    }
    expect(valueOf(vqaAccuracySimple(), "red", people("red", matches))).toBeCloseTo(simple, 12);
  });

  it("the closed form is the mean over all ways to leave one out", () => {
    for (let n = 1; n <= 12; n++) for (let m = 0; m <= n; m++) {
      const each = Array.from({ length: n }, (_, left) => Math.min(1, (left < m ? m - 1 : m) / 3));
      expect(leaveOneOutAgreement(m, n)).toBeCloseTo(each.reduce((sum, value) => sum + value, 0) / n, 12);
    }
  });

  it.each([9, 11])("the card's and TextVQA's refuse %i answers, naming the question", (n) => {
    const message = `"s0": expected ten human answers, found ${n}`;
    for (const metric of [vqaAccuracy, textvqaAccuracy]) expect(() => valueOf(metric, "red", people("red", 4, n))).toThrow(message);
    expect(valueOf(vqaAccuracyOfficial, "red", people("red", 4, n))).toBe(1);
  });

  it("refuse a question without answers", () => {
    for (const metric of [vqaAccuracyOfficial, vqaAccuracySimple(), vizwizAccuracy, exactMatch(), anls, anlsRrc, relaxedAccuracy]) {
      expect(() => valueOf(metric, "red", [])).toThrow(/"s0": there is no right answer/);
    }
  });

  it("VizWiz normalises the prediction only", () => {
    expect(valueOf(vizwizAccuracy, "The T-shirt!", people("t shirt", 10))).toBe(1);
    expect(valueOf(vizwizAccuracy, "t shirt", people("T-shirt", 10))).toBe(0);
  });

  it("TextVQA normalises unanimous answers too, the card's does not", () => {
    expect([valueOf(textvqaAccuracy, "Dog's, here?", people("dog's here", 10)), valueOf(vqaAccuracy, "Red", people("red", 10))]).toEqual([1, 0]);
  });
});

describe("an unreadable answer", () => {
  it("is wrong, also where an empty one would be right", () => {
    for (const metric of [vqaAccuracySimple(), exactMatch(), anls, anlsRrc]) {
      expect(valueOf(metric, "", ["", "", ""])).toBe(1);
      expect(valueOf(metric, undefined, ["", "", ""])).toBe(0);
    }
  });
});

describe("ANLS", () => {
  it.each([
    ["helo", "hello", 0.8, 0.8], ["ab", "abcd", 0, 0.5], ["abc", "abcd", 0.75, 0.75], ["london", "paris", 0, 0], ["", "x", 0, 0],
    ["😀😀b", "😀😀c", 2 / 3, 2 / 3], ["ABC", "abc", 1, 1], [" a  b ", "a b", 0, 1],
  ])("of %j against %j is %d, at the server %d", (answer, truth, strict, server) => {
    expect([valueOf(anls, answer, [truth]), valueOf(anlsRrc, answer, [truth])]).toEqual([expect.closeTo(strict, 12), expect.closeTo(server, 12)]);
  });

  it("takes the best of several answers", () => expect(valueOf(anls, "1975", ["nineteen", "1976", "75"])).toBe(0.75));
});

describe("relaxed accuracy", () => {
  it.each([
    ["1950", "2010", 1], ["105", "100", 1], ["0.63", "0.6", 0], ["0.0", "0", 0], ["0", "0", 1], ["2%", "2", 0], ["50%", "0.5", 1], ["1,000", "1000", 0],
    ["YES", "yes", 1], ["yes.", "yes", 0], ["inf", "inf", 0], ["nan", "nan", 0], ["1995.", "1995", 1],
  ])("%s for %s: %i", (answer, truth, right) => expect(valueOf(relaxedAccuracy, answer, [truth])).toBe(right));
});

describe("POPE", () => {
  const worked = [["Yes.", ["yes"]], ["No, there is none.", ["yes"]], ["no", ["no"]], ["Yes", ["no"]]] as const;

  it("of the worked example, as its authors score it", () => {
    expect(summaryOf(popeOfficial, worked)).toMatchObject({ value: 0.5, parts: { precision: 0.5, recall: 0.5, f1: 0.5, "yes-ratio": 0.5 } });
  });

  it("of the same, as the card's evaluator does", () => {
    expect(summaryOf(popeAccuracy, worked)).toMatchObject({ value: 0.25, parts: { valid: 0.5 } });
  });

  it.each([
    ["NO", 1], ["No!", 1], ["no\n", 1], ["", 1], [undefined, 1], ["I see. No dog", 1], ["It is not, there", 0], ["No, sir", 0],
  ])("%j counts as yes: %i", (reply, yes) => {
    expect(summaryOf(popeOfficial, [[reply, ["yes"]]]).parts?.["yes-ratio"]).toBe(yes);
  });

  it("says which part is undefined", () => {
    const { value, parts, notes } = summaryOf(popeOfficial, [["no", ["no"]]]);
    expect([value, parts]).toEqual([1, { precision: 0, recall: 0, f1: 0, "yes-ratio": 0 }]);
    expect(notes).toEqual(["precision", "recall", "F1"].map((name) => `${name} is undefined here (0 of 0) and shown as 0`));
  });

  it("refuses labels that are neither, and more than one", () => {
    expect(() => valueOf(popeAccuracy, "yes", ["Yes"])).toThrow(/"s0": expected the label yes or no, found "Yes"/);
    for (const metric of [popeAccuracy, popeOfficial]) {
      expect(() => valueOf(metric, "yes", ["yes", "no"])).toThrow(/"s0": expected one right answer, found 2/);
    }
  });
});

describe("ScienceQA", () => {
  it.each([
    ["the ANSWER is b.", 1, 0], ["The answer is B. Because.", 1, 0], ["The answer is A.", 0, 0], ["The answer is (B).", 0, 1],
    [" The answer is B.", 0, 1], [undefined, 0, 1],
  ])("%j: right %i, unparsed %i", (reply, right, unparsed) => {
    expect(summaryOf(scienceAccuracy, [[reply, ["The answer is B."]]])).toMatchObject({ value: right, parts: { unparsed } });
  });

  it("refuses a truth without a letter, which the reference would count as right for a reply without one", () => {
    expect(() => valueOf(scienceAccuracy, "B", ["B"])).toThrow(/"s0": expected "The answer is X\.", found "B"/);
  });
});
