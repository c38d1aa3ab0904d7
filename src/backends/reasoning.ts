/** Thoughts before the answer: cut only when the model's entry in the models file says where they end, and always counted. */

import type { Reply } from "../core/types.ts";

/**
 * The text behind the last `mark`, without the space that follows it; the whole text where the mark is absent.
 *
 * @param apart characters of reasoning that the server kept apart from the text
 */
export function cutReasoning(text: string, mark: string | undefined, apart: number): Pick<Reply, "text" | "reasoning"> {
  const at = mark === undefined ? -1 : text.lastIndexOf(mark);
  const answer = mark === undefined || at === -1 ? text : text.slice(at + mark.length).trimStart();
  const reasoning = apart + text.length - answer.length;
  return { text: answer, ...(reasoning === 0 ? {} : { reasoning }) };
}
