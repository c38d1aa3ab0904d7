// Boxes and masks over a picture, the model's and the true ones, with their opacity and a legend.

import { decodeMask } from "./coco-rle.js";
import { element } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const settings = { opacity: 0.6, hidden: new Set() };

// The picture with what lies on it: shapes are { kind, label, boxes, masks }, and a kind is a colour of the style sheet.
export function illustrated(picture, shapes) {
  const drawn = shapes.map(({ kind, label, boxes = [], masks = [] }) => {
    const layers = [...masks.map((mask) => maskLayer(mask, kind)), ...(boxes.length === 0 ? [] : [boxLayer(boxes)])];
    for (const layer of layers) layer.classList.add("layer", kind);
    return { kind, label, layers };
  }).filter(({ layers }) => layers.length > 0);
  const frame = element("div", { className: "picture" }, picture, ...drawn.flatMap(({ layers }) => layers));
  // As wide as fits, and no higher than the window: layers lie right on it, so it must not be stretched.
  picture.addEventListener("load", () => frame.style.setProperty("--width-to-height", picture.naturalWidth / picture.naturalHeight));
  if (drawn.length === 0) return { frame };
  const show = () => {
    for (const { kind, layers } of drawn) for (const layer of layers) layer.style.opacity = settings.hidden.has(kind) ? 0 : settings.opacity;
  };
  show();
  return { frame, controls: element("div", { className: "overlay-controls" }, opacityControl(show), ...drawn.map(({ kind, label }) => kindControl(kind, label, show))) };
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

function kindControl(kind, label, show) {
  const box = element("input", { type: "checkbox", checked: !settings.hidden.has(kind) });
  box.addEventListener("change", () => {
    if (box.checked) settings.hidden.delete(kind);
    else settings.hidden.add(kind);
    show();
  });
  return element("label", { className: `legend ${kind}` }, box, ` ${label}`);
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

function maskLayer(mask, kind) {
  const pixels = decodeMask(mask);
  if (pixels === undefined) return element("p", { className: "unreadable-mask", textContent: "a mask cannot be read" });
  const [height, width] = mask.size;
  const layer = element("canvas", { width, height, ariaHidden: "true" });
  const image = new ImageData(width, height);
  pixels.forEach((inside, i) => { image.data[i * 4 + 3] = inside * 255; });
  const context = layer.getContext("2d");
  context.putImageData(image, 0, 0);
  context.globalCompositeOperation = "source-in";
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(`--${kind}`);
  context.fillRect(0, 0, width, height);
  return layer;
}
