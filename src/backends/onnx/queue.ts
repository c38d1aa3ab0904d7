/** Questions that wait are answered in groups of one length, one group at a time. */

import type { Generated } from "../search.ts";
import type { Decoder } from "./decoder.ts";
import { answerTogether, type Question } from "./group.ts";

interface Waiting {
  readonly question: Question;
  readonly settle: (answer: Generated | undefined) => void;
  readonly fail: (error: unknown) => void;
}

export interface Queue {
  /** @throws the signal's reason when it is aborted */
  ask(question: Question): Promise<Generated>;
}

/** @param most questions of a group: memory grows with it */
export function createQueue(decoder: Decoder, eos: number, most: number): Queue {
  let waiting: Waiting[] = [];
  let isRunning = false;
  const drain = async (): Promise<void> => {
    isRunning = true;
    while (waiting.length > 0) {
      const group = nextGroup(waiting, most);
      waiting = waiting.filter((entry) => !group.includes(entry));
      try {
        const answers = await answerTogether(decoder, group.map(({ question }) => question), eos);
        group.forEach(({ settle }, i) => settle(answers[i]));
      } catch (error) {
        for (const { fail } of group) fail(error);
      }
    }
    isRunning = false;
  };
  return {
    ask: (question) => new Promise((resolve, reject) => {
      const stop = (): void => reject(question.signal.reason as Error);
      const leave = (): void => question.signal.removeEventListener("abort", stop);
      question.signal.addEventListener("abort", stop, { once: true });
      waiting.push({
        question,
        settle: (answer) => (leave(), answer === undefined ? stop() : resolve(answer)),
        fail: (error) => (leave(), reject(error as Error)),
      });
      // After a turn, so that questions which come together go together.
      if (!isRunning) setImmediate(() => void (isRunning || drain()));
    }),
  };
}

/** The oldest question and others of its length. */
function nextGroup(waiting: readonly Waiting[], most: number): readonly Waiting[] {
  const places = waiting[0]?.question.places;
  return waiting.filter(({ question }) => question.places === places).slice(0, most);
}
