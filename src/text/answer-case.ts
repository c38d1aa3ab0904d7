/** Whether answers are compared as they are written or without case. */

export const answerCases = ["kept", "ignored"] as const;

export type AnswerCase = (typeof answerCases)[number];

/** The text as it is compared: Python's `str.lower()`, or untouched. Nothing is stripped. */
export function inCase(text: string, letters: AnswerCase): string {
  return letters === "ignored" ? text.toLowerCase() : text;
}
