/**
 * Made-up captions that count like COCO's: about 10.5 words, a Zipf vocabulary, five people who mean the same picture.
 *
 * A picture has a scene (two or three things, what they do, where); each caption words it anew, keeps some of it and adds its own.
 * So references share n-grams within a picture, common phrases recur over pictures, and rare words stay rare. Equal seeds give
 * equal captions.
 */

import { createRandom, type Random } from "../fixtures/random.ts";

export interface CaptionedPicture {
  readonly id: string;
  readonly references: readonly string[];
  readonly prediction: string;
}

interface Words {
  readonly nouns: Drawer;
  readonly adjectives: Drawer;
  readonly actions: Drawer;
}

interface Drawer {
  (): string;
}

interface Scene {
  readonly things: readonly string[];
  readonly action: string;
  readonly place: string;
}

export function* makeCaptions(count: number, seed: number, referencesEach = 5): Generator<CaptionedPicture> {
  const random = createRandom(seed);
  const words: Words = { nouns: zipf(random, NOUNS, 14_000), adjectives: zipf(random, ADJECTIVES, 4_000), actions: zipf(random, ACTIONS, 3_000) };
  for (let i = 0; i < count; i++) {
    const scene = { things: [words.nouns(), words.nouns(), words.nouns()], action: words.actions(), place: words.nouns() };
    const references = Array.from({ length: referencesEach }, () => caption(random, scene, words));
    yield { id: String(100_000 + i * 3), references, prediction: caption(random, scene, words) };
  }
}

/** Zipf–Mandelbrot over the known words first, made-up ones after them. */
export function zipf(random: Random, known: readonly string[], size: number): Drawer {
  const sums = new Float64Array(size);
  let total = 0;
  for (let rank = 0; rank < size; rank++) sums[rank] = total += 1 / (rank + 4) ** 1.15;
  return () => {
    const wanted = (random.below(2 ** 30) / 2 ** 30) * total;
    let [low, high] = [0, size - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) > wanted) high = middle;
      else low = middle + 1;
    }
    return known[low] ?? inventWord(low);
  };
}

/** A pronounceable word of a number, the same at every place. */
function inventWord(rank: number): string {
  let text = "";
  for (let rest = rank * 7 + 3; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) text += SYLLABLES[rest % SYLLABLES.length] as string;
  return text;
}

function caption(random: Random, scene: Scene, words: Words): string {
  const chance = (percent: number): boolean => random.below(100) < percent;
  const pick = (list: readonly string[]): string => list[random.below(list.length)] as string;
  const thing = (index: number): string => {
    const noun = chance(72) ? (scene.things[index] as string) : words.nouns();
    return `${pick(DETERMINERS)} ${chance(38) ? `${words.adjectives()} ` : ""}${noun}`;
  };
  const action = chance(62) ? scene.action : words.actions();
  const place = chance(70) ? scene.place : words.nouns();
  const start = chance(12) ? `${pick(OPENINGS)} ${thing(0)}` : thing(0);
  const middle = chance(70) ? `${action} ${pick(PREPOSITIONS)} ${thing(1)}` : `${pick(["and", "with", "next to"])} ${thing(1)} ${action}`;
  const end = chance(68) ? ` ${pick(PREPOSITIONS)} ${pick(DETERMINERS)} ${place}` : chance(30) ? ` ${pick(ENDINGS)}` : "";
  const text = `${start} ${middle}${end}`;
  return `${chance(85) ? text[0]?.toUpperCase() + text.slice(1) : text}${pick(STOPS)}`;
}

const split = (text: string): readonly string[] => text.trim().split(/\s+/);
const phrases = (text: string): readonly string[] => text.trim().split(/\s*\|\s*/);

const SYLLABLES = split("ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu zan bel cor dim fen gal hur jol kam lin mon nor pas rit sel tor van wen");
const DETERMINERS = split("a a a a the the the two some his an");
const PREPOSITIONS = phrases("on | in | in | on top of | near | with | at | next to | in front of | of | by | under");
const OPENINGS = phrases("there is | a picture of | a close up of | a group of people and | an image of | there are");
const ENDINGS = phrases("in the background | outside | on a sunny day | during the day | at night | together | in black and white | with her dog's toy | at 5:30 p.m.");
const STOPS = [".", ".", ".", ".", "", "", " .", "!"];
const NOUNS = split(`man woman people table street person dog train group cat room bus field water kitchen plate tennis pizza baseball
  giraffe bathroom phone skateboard sign toilet clock frisbee boy girl bed horse bear beach food motorcycle elephant ball couch umbrella
  surfboard zebra cake player bench truck snow child bowl sink boat airplane car building kite tree desk laptop grass sandwich window fire
  hydrant bike computer road glass hand sheep bird court game mirror board wall fence cow chair tie wave park bathtub t-shirt grandmother's`);
const ADJECTIVES = split("white large black young small red blue green little brown big yellow old wooden tall grey open colorful many different double-decker stuffed");
const ACTIONS = phrases(`sitting | standing | is sitting | holding | riding | is standing | are standing | walking | playing | looking | parked | laying | flying
  | wearing | eating | is riding | are sitting | is holding | hanging | driving | is walking | talking | filled | surfing | waiting | isn't looking`);
