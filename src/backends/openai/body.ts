/** A chat request as bytes, written once: base64 text is neither scanned by JSON.stringify nor copied between buffers. */

import type { Request } from "../../core/types.ts";
import { dataUri } from "../../io/base64.ts";
import { pictureBytes } from "../../io/picture-bytes.ts";

/** One user message: pictures as data URIs whose type is told from the bytes, then the bare prompt. */
export async function bodyOf(model: string, request: Request, fields: Readonly<Record<string, unknown>>, isFinished: boolean): Promise<Buffer> {
  const images = await Promise.all(request.images.map(async (image) => {
    const uri = dataUri(await pictureBytes(image, request.image, isFinished));
    return `{"type":"image_url","image_url":{"url":"${uri}"}},`;
  }));
  const head = Buffer.from(`{"model":${JSON.stringify(model)},"messages":[{"role":"user","content":[`);
  const others = JSON.stringify({ max_tokens: request.decode.maxTokens, temperature: 0, ...fields }).slice(1);
  const tail = Buffer.from(`{"type":"text","text":${JSON.stringify(request.prompt)}}]}],${others}`);
  const body = Buffer.allocUnsafeSlow(images.reduce((sum, image) => sum + image.length, head.length + tail.length));
  let at = head.copy(body);
  for (const image of images) at += body.write(image, at, "latin1");
  tail.copy(body, at);
  return body;
}
