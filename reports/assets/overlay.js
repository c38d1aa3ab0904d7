// Boxes and masks over a picture, the model's and the true ones, with their opacity and a legend.

import { decodeMask } from "./coco-rle.js";
import { element } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const KINDS = ["reference", "predicted"];
const settings = { opacity: 0.6, reference: true, predicted: true };

// The picture with what lies on it; drawn shapes are undefined where there are none.
export function illustrated(picture, shapes) {
  const layers = KINDS.flatMap((kind) => {
    const { boxes = [], masks = [] } = shapes[kind];
    const drawn = [...masks.map(maskLayer), ...(boxes.length === 0 ? [] : [boxLayer(boxes)])].filter((layer) => layer !== undefined);
    for (const layer of drawn) layer.classList.add("layer", kind);
    return drawn.map((layer) => ({ kind, layer }));
  });
  const frame = element("div", { className: "picture" }, picture, ...layers.map(({ layer }) => layer));
  if (layers.length === 0) return { frame };
  const show = () => {
    for (const { kind, layer } of layers) layer.style.opacity = settings[kind] ? settings.opacity : 0;
  };
  show();
  const kinds = KINDS.filter((kind) => layers.some((layer) => layer.kind === kind));
  return { frame, controls: element("div", { className: "overlay-controls" }, opacityControl(show), ...kinds.map((kind) => kindControl(kind, show))) };
}

// Full, none and back, for the key.
export function toggleOverlay() {
  const control = document.querySelector("dialog[open] .overlay-controls input[type=range]");
  if (control === null) return;
  control.value = Number(control.value) > 0 ? 0 : 1;
  control.dispatchEvent(new Event("input"));
}

function opacityControl(show) {
  const range = element("input", { type: "range", min: 0, max: 1, step: 0.05, value: settings.opacity });
  range.addEventListener("input", () => {
    settings.opacity = Number(range.value);
    show();
  });
  return element("label", {}, "Opacity ", range);
}

function kindControl(kind, show) {
  const box = element("input", { type: "checkbox", checked: settings[kind] });
  box.addEventListener("change", () => {
    settings[kind] = box.checked;
    show();
  });
  return element("label", { className: `legend ${kind}` }, box, kind === "predicted" ? " the model's" : " the reference");
}

// Edges are fractions of height and width: top, left, bottom, right.
function boxLayer(boxes) {
  const layer = document.createElementNS(SVG, "svg");
  layer.setAttribute("viewBox", "0 0 1 1");
  layer.setAttribute("preserveAspectRatio", "none");
  layer.setAttribute("aria-hidden", "true");
  for (const edges of boxes) {
    const [top, left, bottom, right] = edges.map((edge) => Math.min(1, Math.max(0, Number(edge) || 0)));
    const rectangle = document.createElementNS(SVG, "rect");
    const place = { x: Math.min(left, right), y: Math.min(top, bottom), width: Math.abs(right - left), height: Math.abs(bottom - top) };
    for (const [name, value] of Object.entries(place)) rectangle.setAttribute(name, String(value));
    layer.append(rectangle);
  }
  return layer;
}

function maskLayer(mask, _, masks) {
  const pixels = decodeMask(mask);
  if (pixels === undefined) return element("p", { className: "unreadable-mask", textContent: `one of ${masks.length} masks cannot be read` });
  const [height, width] = mask.size;
  const layer = element("canvas", { width, height, ariaHidden: "true" });
  const image = new ImageData(width, height);
  // Alpha alone: the style sheet gives the colour, by a filter of the layer's kind.
  pixels.forEach((inside, i) => { image.data[i * 4 + 3] = inside * 255; });
  layer.getContext("2d").putImageData(image, 0, 0);
  return layer;
}
