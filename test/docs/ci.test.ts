/** The workflows of docs/ci.md: they are valid YAML, and their shell steps do what the text says. */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { bins, cardeval, emptyFolder, start, type Outcome } from "../cli/program.ts";

interface Step {
  readonly name?: string;
  readonly run?: string;
}

const text = readFileSync(path.resolve(import.meta.dirname, "../../docs/ci.md"), "utf8");
const workflows = [...text.matchAll(/```yaml\n# (\S+)\n([\s\S]*?)```/g)].map(([, name = "", yaml = ""]) => ({ name, content: parse(yaml) as Record<string, unknown> }));
const folder = emptyFolder();
const environment = { PATH: `${folder}/bin:${process.env["PATH"] ?? ""}`, npm_config_offline: "true" };

function contentOf(name: string): Record<string, unknown> {
  return workflows.find((workflow) => workflow.name.endsWith(name))?.content ?? {};
}

function step(workflow: string, job: string, name: string): string {
  const { jobs } = contentOf(workflow) as { jobs: Record<string, { steps: Step[] }> };
  return jobs[job]?.steps.find((each) => each.name === name)?.run ?? "false";
}

function shell(script: string, variables: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return start("bash", ["-eo", "pipefail", "-c", script], folder, undefined, { ...environment, ...variables });
}

beforeAll(async () => {
  execFileSync("git", ["init", "-q", "."], { cwd: folder });
  mkdirSync(path.join(folder, "node_modules/.bin"), { recursive: true });
  writeFileSync(path.join(folder, "node_modules/.bin/cardeval"), `#!/bin/sh\nexec "${process.execPath}" "${path.join(bins, "cardeval.js")}" "$@"\n`, { mode: 0o755 });
  writeFileSync(path.join(folder, "package.json"), "{}");
  await cardeval(["run", "--suite", "captioning", "--out", "runs/first", "--quiet"], folder);
  await cardeval(["baseline", "bless", "runs/first", "main"], folder);
}, 120_000);

describe("the workflows of docs/ci.md", () => {
  it("are all read", () => expect(workflows.map(({ name }) => name)).toEqual([".github/workflows/model-gate.yml", ".github/workflows/model-gate-comment.yml", ".gitlab-ci.yml"]));

  it("GitHub: the gate passes, leaves its reports and its summary", async () => {
    const { code, out } = await shell(step("model-gate.yml", "gate", "gate"), { GITHUB_STEP_SUMMARY: path.join(folder, "step.md") });
    expect(out).toMatch(/coco-captions\s+drop at most 0\.3000 .* pass\n/);
    expect(code).toBe(0);
    for (const file of ["report.html", "report.csv", "summary.md", "junit.xml"]) expect(existsSync(path.join(folder, "model-gate", file))).toBe(true);
    expect(readFileSync(path.join(folder, "step.md"), "utf8")).toContain("## Gates");
  }, 180_000);

  it("GitLab: the same, and exit 4 is allowed", async () => {
    const { "model-gate": job } = contentOf(".gitlab-ci.yml") as { "model-gate": { script: string[]; allow_failure: unknown } };
    expect(job.allow_failure).toEqual({ exit_codes: [4] });
    const { code } = await shell(job.script.filter((line) => line !== "npm ci").join("\n"));
    expect(code).toBe(0);
  }, 180_000);

  it.each([["the first time", "", "POST repos/o/r/issues/7/comments"], ["again", "99", "PATCH repos/o/r/issues/comments/99"]])("the comment is written %s", async (_, known, call) => {
    mkdirSync(path.join(folder, "bin"), { recursive: true });
    // GitHub's program, as far as the recipe asks it: it notes what it was asked and answers what GitHub would.
    writeFileSync(path.join(folder, "bin/gh"), `#!/bin/sh\necho "$*" >> gh.log\ncase "$*" in *state=open*) echo 7;; *--paginate*) echo "${known}";; esac\n`, { mode: 0o755 });
    writeFileSync(path.join(folder, "gh.log"), "");
    const variables = { REPOSITORY: "o/r", RUN: "5", BRANCH: "someone:topic" };
    expect((await shell(step("comment.yml", "comment", "fetch the summary"), variables)).code).toBe(0);
    expect((await shell(step("comment.yml", "comment", "comment"), variables)).code).toBe(0);
    const asked = readFileSync(path.join(folder, "gh.log"), "utf8");
    expect(asked).toContain("run download 5 --repo o/r --name model-gate --dir model-gate");
    expect(asked).toContain("-f head=someone:topic");
    expect(asked).toContain(`api -X ${call} -F body=@comment.md`);
    expect(readFileSync(path.join(folder, "comment.md"), "utf8")).toMatch(/^<!-- cardeval -->\n# PaliGemma/);
  });
});
