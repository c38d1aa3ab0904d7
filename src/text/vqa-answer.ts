/**
 * The answer normaliser of the VQA family: signs, full stops, case, articles, number words, contractions.
 *
 * A sign is deleted when the text has it beside a space, or has a digit-comma-digit anywhere, else it becomes a space. A full stop
 * is deleted unless a digit follows. Then the words: lower case, no a/an/the, `two` is 2, `dont` is don't.
 * Source: GT-Vision-Lab/VQA vqaEval.py@a013f00; big_vision vqav2.py@0127fb6b; facebookresearch/mmf m4c_evaluators.py.
 * Quirk: the look-behind for `10.` is mistyped in all of them, so only what follows a full stop counts.
 */

import { numberWords } from "./number-words.ts";
import { pythonSplit, pythonStrip } from "./python-whitespace.ts";
import { remembered } from "./remembered.ts";
import { python2LowerCase, python2Split, python2Strip } from "./python2-text.ts";

/** One program's reading of the rule. */
export interface AnswerNormalizer {
  /** Line ends and tabs to spaces, outer spaces off. */
  strip(text: string): string;
  /** Of a text as it came: stripped first. */
  normalize(text: string): string;
}

/** `\d` is a digit of any script in Python 3, an ASCII digit in Python 2. */
const python3 = { digitComma: /\p{Nd},\p{Nd}/u, stop: /\.(?!\p{Nd})/gu, lowerCase: (text: string) => text.toLowerCase(), strip: pythonStrip, split: pythonSplit };
const python2 = { digitComma: /[0-9],[0-9]/, stop: /\.(?![0-9])/g, lowerCase: python2LowerCase, strip: python2Strip, split: python2Split };

/** The card's evaluator (Python 3). */
export const cardAnswers = answerNormalizer(python3, Number.POSITIVE_INFINITY);

/** Quirk: `re.sub(…, re.UNICODE)` passes the flag as the count, so only 32 full stops are deleted. */
const STOPS_OF_UNICODE_FLAG = 32;

/** The VQA server's script, under its Python 2.7. */
export const serverAnswers = answerNormalizer(python2, STOPS_OF_UNICODE_FLAG);

/** The same script under Python 3, as VizWiz and TextVQA have it. */
export const evalAiAnswers = answerNormalizer(python3, STOPS_OF_UNICODE_FLAG);

function answerNormalizer(python: typeof python3, stops: number): AnswerNormalizer {
  const strip = remembered((text) => python.strip(text.replaceAll(/[\n\t]/g, " ")));
  return {
    strip,
    normalize: remembered((given) => {
      const text = strip(given);
      const hasDigitComma = python.digitComma.test(text);
      const bare = text.replaceAll(SIGNS, (sign) => (hasDigitComma || text.includes(`${sign} `) || text.includes(` ${sign}`) ? "" : " "));
      let left = stops;
      const words = python.split(python.lowerCase(bare.replaceAll(python.stop, (stop) => (left-- > 0 ? "" : stop))));
      return words.filter((word) => !ARTICLES.has(word)).map((word) => REPLACEMENTS.get(word) ?? word).join(" ");
    }),
  };
}

/**
 * How many of the human answers equal the answer.
 *
 * Quirk: when all humans agree, nothing is normalised, so `Yes` is not `yes`.
 */
export function countMatches(answer: string, answers: readonly string[], { strip, normalize }: AnswerNormalizer): number {
  const first = answers[0] ?? "";
  if (answers.every((text) => text === first || strip(text) === strip(first))) return strip(answer) === strip(first) ? answers.length : 0;
  const normalized = normalize(answer);
  // Most answers are spelled as the one given, or as the one before.
  let [before, isMatch, count] = [answer, true, 0];
  for (const text of answers) {
    if (text !== answer && text !== before) [before, isMatch] = [text, normalize(text) === normalized];
    if (text === answer || isMatch) count++;
  }
  return count;
}

const SIGNS = /[;/[\]"{}()=+\\_\-><@`,?!]/g;
const ARTICLES = new Set(["a", "an", "the"]);

/** A contraction replaces each spelling of it that lacks one apostrophe. */
const CONTRACTIONS = `ain't aren't can't could've couldn't couldn't've didn't doesn't don't hadn't hadn't've hasn't haven't he'd he'd've he's
  how'd how'll how's isn't it'd it'd've it'll ma'am mightn't mightn't've might've mustn't must've needn't not've o'clock oughtn't 'ow's'at
  shan't she'd've should've shouldn't shouldn't've somebody'd've somebody'll somebody's someone'd someone'd've someone'll someone's
  something'd something'd've something'll that's there'd there'd've there're there's they'd they'd've they'll they're they've 'twas wasn't
  we'd've we've weren't what'll what're what's what've when's where'd where's where've who'd who'd've who'll who's who've why'll why're
  why's won't would've wouldn't wouldn't've y'all y'all'll y'all'd've you'd you'd've you'll you're you've`.split(/\s+/);

/** Quirk: one contraction loses its apostrophe. */
const REPLACEMENTS = new Map([...numberWords(10), ...CONTRACTIONS.flatMap(misspellings), ["somebody'd", "somebodyd"]]);

function misspellings(word: string): [string, string][] {
  return [...word.matchAll(/'/g)].map(({ index }) => [word.slice(0, index) + word.slice(index + 1), word]);
}
