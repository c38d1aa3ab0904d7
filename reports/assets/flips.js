// The samples that two runs scored differently, those that move the number most first.

import { button, element, text } from "./dom.js";
import { scoreOf } from "./sample-view.js";
import { data, findSample, pictureAddress, titleOf } from "./source.js";

const PAGE = 24;

export function showFlips(openSample) {
  const place = document.getElementById("flips");
  if (place === null || data.flips === undefined) return;
  const flips = [...data.flips].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const list = element("ol", { className: "flips" });
  const more = button("Show more flips", { className: "more" }, show);
  let shown = 0;
  async function show() {
    const next = flips.slice(shown, shown + PAGE);
    shown += next.length;
    more.hidden = shown >= flips.length;
    list.append(...await Promise.all(next.map((flip) => flipCard(flip, openSample))));
  }
  place.append(list, more);
  void show();
}

async function flipCard({ benchmark, id, before, after, contribution }, openSample) {
  const sample = await findSample(`${benchmark}/${id}`);
  const sign = contribution < 0 ? "−" : "+";
  const head = element("p", { className: "facts", textContent: `${titleOf(benchmark)} · ${scoreOf({ score: before })} → ${scoreOf({ score: after })} · moves the number by ${sign}${Math.abs(contribution).toPrecision(3)}` });
  const name = sample === undefined ? text("id", id) : button(id, { className: "open text", dir: "auto" }, () => openSample(sample));
  if (sample === undefined) return element("li", {}, name, head, element("p", { className: "none", textContent: "This sample is not among the shown ones." }));
  const src = sample.pictures.map(pictureAddress).find((address) => address !== undefined);
  return element("li", { className: contribution < 0 ? "lost" : "won" },
    src === undefined ? undefined : element("img", { src, alt: "", loading: "lazy" }), name, head,
    ...sample.replies.flatMap((reply) => [element("small", { textContent: data.runs[reply.run]?.name ?? "" }), text("reply", reply.text ?? "(none)")]),
    ...sample.references.slice(0, 3).map((reference) => text("reference", reference)));
}
