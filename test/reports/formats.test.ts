/** Report formats: the numbers are there, and hostile text cannot leave its cell, tag or line. */

import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { stringify } from "csv-stringify/sync";
import { parquetReadObjects } from "hyparquet";
import { viewCard } from "../../reports/card.ts";
import { csv, spreadsheet } from "../../reports/csv.ts";
import { json } from "../../reports/json.ts";
import { junit } from "../../reports/junit.ts";
import { markdown } from "../../reports/markdown.ts";
import { parquet } from "../../reports/parquet.ts";
import { samplesCsv } from "../../reports/samples-csv.ts";
import { renderTerminal } from "../../reports/terminal.ts";
import { card, hostile, record, reportOf, scores } from "../fixtures/reports.ts";

const whole = { rows: { ...scores.rows, found: 5000 }, warnings: [], counts: { total: 5000, answered: 5000, unreadable: 0, failed: 0 } };
const scored = (value: number, low: number, high: number): Partial<typeof scores> => ({ ...whole, scores: scores.scores.map((score) => ({ ...score, value, counts: whole.counts, interval: { level: 0.95, low, high, method: "t" } })) });

describe("verdicts", () => {
  const verdict = (...of: Parameters<typeof reportOf>): string | undefined => reportOf(...of).card.sections[0]?.rows[0]?.cells[0]?.verdict;

  it("reproduced: the published value lies in the interval", () => expect(verdict(scored(1.41, 1.4, 1.45))).toBe("reproduced"));
  it("reproduced: it rounds equal", () => expect(verdict(scored(1.41921, 1.4192, 1.41922))).toBe("reproduced"));
  it("differs", () => expect(verdict(scored(1.3, 1.25, 1.35))).toBe("differs"));
  it("partial: samples failed", () => expect(verdict({ ...scored(1.41, 1.4, 1.45), counts: scores.counts })).toBe("partial"));
  it("partial: too few rows", () => expect(verdict({ ...scored(1.41, 1.4, 1.45), rows: { ...scores.rows, found: 4999 } })).toBe("partial"));
  it("partial: chosen samples", () => expect(verdict({ ...scored(1.41, 1.4, 1.45), rows: { ...whole.rows, whole: false } })).toBe("partial"));
  it("partial: the card's number is a test server's", () => {
    const row = { title: "COCO captions", train: "", metric: "CIDEr", split: "test server", scale: 100, decimals: 2, needs: "test-server", cells: { "pt-224": { published: 141.92, part: "coco-captions" } } } as const;
    const sections = [{ title: "", by: "checkpoint", columns: ["pt-224"], rows: [row] }] as const;
    const cell = viewCard({ schema: 1, name: "", title: "", source: "", sections }, [{ record, scores: [{ ...scores, ...scored(1.4192, 1.4, 1.45) }] }]).sections[0]?.rows[0]?.cells[0];
    expect([cell?.verdict, cell?.reasons]).toEqual(["partial", ["the card's number is the test server's"]]);
  });
  it("sampler", () => expect(verdict(scored(1.41, 1.4, 1.45), { data: "sampler" })).toBe("sampler"));
  it("sampler: columns of its own resolution, and where one was named that one", () => {
    expect(verdict(scored(1.41, 1.4, 1.45), { data: "sampler", column: "pt-448" })).toBe("not run");
    expect(verdict(scored(1.41, 1.4, 1.45), { data: "sampler", column: "pt-448", resolution: 448 })).toBe("not run");
    expect(verdict(scored(1.41, 1.4, 1.45), { data: "sampler", column: "mix-224" })).toBe("not run");
    expect(verdict(scored(1.41, 1.4, 1.45), { data: "sampler", column: "pt-224" })).toBe("sampler");
  });
  it("not run", () => expect(reportOf().card.sections[0]?.rows[1]?.cells[0]?.verdict).toBe("not run"));
  it("not run: another column", () => expect(verdict(scored(1.41, 1.4, 1.45), { column: "pt-448" })).toBe("not run"));
});

describe("report.csv", () => {
  const text = String(csv.render(reportOf()));

  it("has one row a score, with counts and the published value", () => {
    const [row] = parse(text, { columns: true, bom: true }) as Record<string, string>[];
    expect(row).toMatchObject({ number: "coco-captions", value: "1.25", low: "1", high: "1.5", answered: "1", unreadable: "1", failed: "1", published: "141.92", verdict: "partial" });
  });

  it("holds no cell that a spreadsheet would calculate", () => {
    for (const row of parse(text, { bom: true }) as string[][]) for (const cell of row) expect(cell).not.toMatch(/^[=+@\t\r]|^-\D/);
    const formula = String(csv.render(reportOf({ scores: scores.scores.map((score) => ({ ...score, notes: ['=HYPERLINK("x")'] })) })));
    expect(formula).toContain("'=HYPERLINK");
  });
});

describe("summary.md", () => {
  const text = String(markdown.render(reportOf()));

  it("has the card's row with the three counts", () => expect(text).toMatch(/\| COCO captions \| CIDEr \| val \| pt-224 \| 141\.92 \| 125\.00 \| 100\.00 – 150\.00 \| 1 \| 1 \| 1 \| partial/));
  // oxlint-disable-next-line no-control-regex
  it("holds no markup of others", () => expect(text).not.toMatch(/(?<!\\)<(img|script)|\u202e|\u001b|\u0000/));
});

describe("junit.xml", () => {
  const text = String(junit.render(reportOf()));

  it("uses only what the common schema knows of cases", () => {
    const inside = [...text.matchAll(/<testcase name="[^"]*"|<testcase [^>]*>(.*?)<\/testcase>/gs)].flatMap(([, content = ""]) => [...content.matchAll(/<([a-z-]+)/g)].map(([, name]) => name));
    expect(new Set(inside)).toEqual(new Set(["error", "system-out"]));
  });
  it("calls failed samples an error, not a failure", () => expect(text).toMatch(/failures="0" errors="1"/));
  // oxlint-disable-next-line no-control-regex
  it("holds only what XML can hold", () => expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]|<img/));
});

describe("scores.json", () => {
  it("can be read back", () => {
    const content = JSON.parse(String(json.render(reportOf()))) as { runs: { benchmarks: { scores: { value: number }[] }[] }[] };
    expect(content.runs[0]?.benchmarks[0]?.scores[0]?.value).toBe(1.25);
  });
});

describe("the terminal", () => {
  const text = renderTerminal(reportOf(), { colour: false, width: 120 });

  it("prints published, measured, interval and the three counts", () => expect(text).toMatch(/COCO captions\s+CIDEr\s+val\s+pt-224\s+141\.92\s+125\.00\s+100\.00 – 150\.00\s+1\s+1\s+1\s+partial/));
  // oxlint-disable-next-line no-control-regex
  it("passes on no control characters", () => expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/));
  it("ends with a line end", () => expect(text.endsWith("\n")).toBe(true));
});

describe("the terminal, of a run of the whole card", () => {
  const whole = { ...record, suite: "card", missing: [{ benchmark: "nocaps", reason: `nocaps.json: ${hostile}` }] };
  const [run] = reportOf().runs;
  const text = renderTerminal({ ...reportOf(), card: viewCard(card, [{ record: whole, scores: [scores] }]), runs: [{ record: whole, benchmarks: run?.benchmarks ?? [] }] }, { colour: false, width: 120 });

  it("prints the empty cells too", () => expect(text).toMatch(/NoCaps\s+CIDEr\s+val\s+pt-224\s+121\.72(\s+–){5}\s+not run/));
  it("says how many there are of each verdict, and why some are empty", () => expect(text).toMatch(/^2 cells: 1 partial, 1 not run\nnot run \(nocaps\.json: [^\n]+\): NoCaps\n/m));
  // oxlint-disable-next-line no-control-regex
  it("passes on no control characters", () => expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/));
});

describe("why a cell is empty", () => {
  const reasons = (...of: Parameters<typeof viewCard>[1]): readonly string[] | undefined => viewCard(card, of).sections[0]?.rows[0]?.cells[0]?.reasons;

  it("its data is missing", () => expect(reasons({ record: { ...record, missing: [{ benchmark: "coco-captions", reason: "it is not there" }] }, scores: [] })).toEqual(["it is not there"]));
  it("its benchmark could not be scored", () => expect(reasons({ record, scores: [] })).toEqual(["it could not be scored"]));
  it("none of its samples was asked", () => expect(reasons({ record, scores: [{ ...scores, scores: [] }] })).toEqual(["no sample of this part was asked"]));
  it("its benchmark was not asked for", () => expect(reasons({ record: { ...record, benchmarks: [] }, scores: [] })).toEqual(["not part of the run"]));
  it("the run is of another checkpoint", () => expect(reasons({ record: { ...record, settings: { ...record.settings, column: "pt-448" } }, scores: [] })).toEqual(["another checkpoint's, for a run of its own with --column pt-224"]));
});

describe("tables of samples", () => {
  const text = async (): Promise<string> => {
    let content = "";
    for await (const piece of samplesCsv.pieces(reportOf())) content += String(piece);
    return content;
  };

  it("samples.csv: one row a sample, formulas made harmless, texts with their line ends", async () => {
    const rows = parse(await text(), { bom: true, columns: true, relaxColumnCount: false }) as Record<string, string>[];
    expect(rows.map(({ id }) => id)).toEqual(reportOf().runs[0]?.benchmarks[0]?.samples.map(({ id }) => id.toWellFormed().replaceAll("\0", "\ufffd")));
    expect(rows.some(({ references = "" }) => references.includes("\n"))).toBe(true);
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });

  it("samples.parquet: the same rows, numbers as numbers, absent as absent", async () => {
    let bytes = new Uint8Array();
    for await (const piece of parquet.pieces(reportOf())) bytes = piece as Uint8Array<ArrayBuffer>;
    const rows = await parquetReadObjects({ file: bytes.slice().buffer });
    const samples = reportOf().runs[0]?.benchmarks[0]?.samples ?? [];
    expect(rows.map(({ id, score, reply, status }) => ({ id, score, reply, status }))).toEqual(samples.map(({ id, score, text: reply, status }) => ({ id: id.toWellFormed(), score: score ?? null, reply: reply?.toWellFormed() ?? null, status })));
  });
});

describe("ids in spreadsheets", () => {
  it.each([["007", "'007"], ["1234567890123456", "'1234567890123456"], ["12e5", "'12e5"], ["391895", "391895"], ["0a1b", "0a1b"], ["=1+1", "'=1+1"], ["+49", "'+49"]])("%s is written %s", (id, cell) => {
    expect(stringify([[id]], spreadsheet)).toBe(`${cell}\r\n`);
  });
});

it("what is odd about a baseline stands beside the gate that used it", () => {
  const side = { name: "main", model: "m", fingerprint: "0" };
  const report = {
    ...reportOf(),
    comparison: { baseline: side, candidate: side, numbers: [], flips: [], notes: ["the baseline was blessed 90 days ago"] },
    gates: [{ address: "coco-captions", metric: "cider", kind: "max-drop", limit: 0.1, verdict: "inconclusive", value: 1, samples: 2 } as const],
  };
  for (const text of [renderTerminal(report, { colour: false, width: 120 }), String(markdown.render(report))]) expect(text).toContain("the baseline was blessed 90 days ago");
});
