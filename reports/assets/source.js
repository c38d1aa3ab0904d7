// Where samples and pictures come from: this very file, or the server of `cardeval view`.

import { compareRanks, matches, ranks } from "./filter.js";

export const data = JSON.parse(document.getElementById("data").textContent);
export const benchmarks = new Map(data.benchmarks.map((benchmark) => [benchmark.name, benchmark]));

// What a page that was asked for again knows: its version, and the groups and metrics that came with new scores.
export function takeFrame(fresh) {
  const frame = JSON.parse(fresh.getElementById("data").textContent);
  data.version = frame.version;
  for (const benchmark of frame.benchmarks) benchmarks.set(benchmark.name, benchmark);
}

let last = { wanted: "", samples: [] };

// Searching again for the next page of the same list would be slow in a large file.
function matching(state) {
  const wanted = JSON.stringify({ ...state, sample: "" });
  if (last.wanted !== wanted) {
    let samples = data.samples.filter((sample) => matches(sample, state));
    const rank = Object.hasOwn(ranks, state.sort) ? ranks[state.sort] : undefined;
    if (rank !== undefined) samples = samples.map((sample) => [rank(sample), sample]).sort(([a], [b]) => compareRanks(a, b)).map(([, sample]) => sample);
    last = { wanted, samples };
  }
  return last.samples;
}

async function ask(place, parameters) {
  const response = await fetch(`${place}?${new URLSearchParams(parameters)}`);
  if (!response.ok) throw new Error(`the server said ${response.status}`);
  return response.json();
}

// A page of the list: { samples, found, total }.
export async function findSamples(state, offset, count) {
  if (data.isLive) {
    const { sample: _, ...wanted } = state;
    return ask("samples", { ...wanted, offset, count });
  }
  const found = matching(state);
  return { samples: found.slice(offset, offset + count), found: found.length, total: data.total };
}

// The sample of a key, or undefined when it is not here.
export async function findSample(key) {
  const [benchmark, id] = [key.slice(0, key.indexOf("/")), key.slice(key.indexOf("/") + 1)];
  if (data.isLive) return (await ask("sample", { benchmark, id })).sample;
  return data.samples.find((sample) => sample.benchmark === benchmark && sample.id === id);
}

export function pictureAddress(digest) {
  if (data.isLive) return /^[0-9a-f]{64}$/.test(digest) ? `blobs/${digest}` : undefined;
  return Object.hasOwn(data.pictures, digest) ? data.pictures[digest] : undefined;
}

export function titleOf(benchmark) {
  return benchmarks.get(benchmark)?.title ?? benchmark;
}

// What was asked, once where all runs asked the same.
export function promptsOf({ replies }) {
  return [...new Set(replies.map(({ prompt }) => prompt))].filter((prompt) => prompt !== "");
}
