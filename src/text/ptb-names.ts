/** Named pieces of the lexer's rules. */

import { complementOf, readUnitSet, unionOf, type UnitSet } from "./ptb-code-units.ts";
import type { PatternNames } from "./ptb-pattern.ts";
import { END_ABBREVIATIONS, EXTENSIONS, NUMBER_ABBREVIATIONS, STARTERS, SYMBOLS, TITLES } from "./ptb-word-lists.ts";
import { CAPITALS, DIGITS, LETTERS, WORD_MARKS } from "./ptb-unicode.ts";

const letters = readUnitSet(LETTERS);
const digits = readUnitSet(DIGITS);
const capitals = readUnitSet(CAPITALS);
const marks = readUnitSet(WORD_MARKS);

function units(...ranges: number[]): UnitSet {
  return ranges;
}

const blank = units(0x20, 0x20, 0xa0, 0xa0, 0x2000, 0x200a, 0x3000, 0x3000);
const lineEnd = units(0x0a, 0x0d, 0x2028, 0x2029);

export const NAMES: PatternNames = {
  any: units(0, 0xffff),
  L: letters,
  D: digits,
  capital: capitals,
  mark: unionOf([marks, units(0xad, 0xad)]),
  LD: unionOf([letters, digits]),
  blank: unionOf([blank, units(0x09, 0x09)]),
  lineEnd,
  space: unionOf([blank, lineEnd, units(0x09, 0x09, 0x85, 0x85)]),
  az: units(0x41, 0x5a, 0x61, 0x7a),
  az09: units(0x30, 0x39, 0x41, 0x5a, 0x61, 0x7a),
  notAz: complementOf(units(0x41, 0x5a, 0x61, 0x7a)),
  apostrophe: `['\\u0092\\u2019] | &apos;`,
  quoteSign: `[\`\\u0091-\\u0094\\u2018-\\u201f\\u00ab\\u00bb\\u2039\\u203a]`,
  quote: `['\`\\u0091\\u0092\\u2018\\u2019\\u201b] | &apos;`,
  letter: `[{L}{mark}] | & (a|e|i|o|u) (acute|grave|uml) ;`,
  word: `{letter} ({letter}|{D})* ( [.!?] {letter} ({letter}|{D})* )*`,
  clitic: `{apostrophe} ([smdSMD]|re|ve|ll)`,
  tag: `< ( [!?] [A-Za-z\\-] [^>\\r\\n]* | [A-Za-z] {tagRest}* ( \\s+ [A-Za-z] {tagRest}* ( \\s* = \\s* ( '[^']*' | "[^"]*" ) )? )* \\s* (/ \\s*)? | / [A-Za-z] {tagRest}* \\s* ) >`,
  tagRest: `[A-Za-z0-9_:.\\-]`,
  number: `{D}+ | {D}* ( [.,:\\u00ad\\u066b\\u066c] {D}+ )+`,
  acronym: `{az} ( . {az} )+`,
  apostropheWord: `{apostrophe} n {apostrophe}? | (l | d | j) {apostrophe} | (dunkin | somethin | ol) {apostrophe} | {apostrophe} em
    | [A-HJ-XZn] {quote} {L}{2} {L}* | {apostrophe} [2-9]0s | {apostrophe} till? | {L}+ [aeiouyAEIOUY] {quote} [aeiouA-Z] {L}*
    | {apostrophe} cause | cont'd. | nor'easter | c'mon | e'er | s'mores | ev'ry | li'l | nat'l | o {quote} o`,
  urlUnit: `[^\\t\\n\\f\\r\\s"<>|(){}]`,
  urlEnd: `[^\\t\\n\\f\\r\\s"<>|(){}!,\\-.?]`,
  pathUnit: `[^\\t\\n\\f\\r\\s"<>|()]`,
  urlPath: `/ {pathUnit}+ {urlEnd}`,
  siteUnit: `[^\\t\\n\\f\\r\\s"<>|(){}!,.?]`,
  hostUnit: `[^\\t\\n\\f\\r\\s"<>|(){}!$',-_\`]`,
  mailUnit: `[^\\t\\n\\f\\r\\s"<>|(){}\\u00a0]`,
  mailLabel: `[^\\t\\n\\f\\r\\s"<>|(){}\\u00a0.]`,
  hyphenated: `[A-Za-z0-9] [A-Za-z0-9.,\\u00ad]* ( - ([A-Za-z0-9\\u00ad]+ | {acronym} .) )+`,
  joined: `{joinedPart} ( [\\-_\\u058a\\u2010\\u2011] {joinedPart} )*`,
  joinedPart: `( [dDlLoO] {quote} {LD} )? {LD}+`,
  ampersandWord: `[A-Z]+ ( (& | &amp; | \\+) [A-Z]+ )+`,
  eye: `[\\-\\^x=~<>']`,
  openEye: `[\\^x=~<>']`,
  gap: `[\\s\\u00a0]`,
  slashPart: `[A-Za-z0-9]+ ( - [A-Za-z]+ ){0,2}`,
  starter: STARTERS,
  title: TITLES,
  endAbbreviation: END_ABBREVIATIONS,
  numberAbbreviation: NUMBER_ABBREVIATIONS,
  extension: EXTENSIONS,
  symbol: SYMBOLS,
};
