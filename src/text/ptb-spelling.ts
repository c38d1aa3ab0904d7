/** What matched text becomes: quotes, brackets, dashes and fractions as the Penn Treebank writes them. */

const BRACKETS: Readonly<Record<string, string>> = { "(": "-LRB-", ")": "-RRB-", "[": "-LSB-", "]": "-RSB-", "{": "-LCB-", "}": "-RCB-" };
const QUOTES: Readonly<Record<string, string>> = {
  "\u0091": "`", "\u0092": "'", "\u0093": "``", "\u0094": "''", "\u2018": "`", "\u2019": "'", "\u201b": "`", "\u201c": "``", "\u201d": "''",
  "\u00ab": "``", "\u00bb": "''", "\u2039": "`", "\u203a": "'",
};
const FRACTIONS: Readonly<Record<string, string>> = { "\u00bc": "1/4", "\u00bd": "1/2", "\u00be": "3/4", "\u2153": "1/3", "\u2154": "2/3" };
const CURRENCIES: Readonly<Record<string, string>> = { "\u00a2": "cents", "\u00a3": "#", "\u00a4": "$", "\u0080": "$", "\u20a0": "$", "\u20ac": "$" };

/** A constant. */
export function always(token: string): () => string {
  return () => token;
}

/** Without soft hyphens; a token of nothing else is "-". */
export function withoutSoftHyphens(text: string): string {
  return text.includes("\u00ad") ? text.replaceAll("\u00ad", "") || "-" : text;
}

/** `&amp;` is `&`. */
export function withAmpersand(text: string): string {
  return text.replace(/&amp;/giu, "&");
}

/** Blanks inside a token are no-break spaces. */
export function withHardSpaces(text: string): string {
  return text.replaceAll(" ", "\u00a0");
}

/** Parentheses inside a token. */
export function withNamedParentheses(text: string): string {
  return text.replaceAll("(", "-LRB-").replaceAll(")", "-RRB-");
}

export function bracketName(text: string): string {
  return BRACKETS[text] ?? text;
}

export function fractionName(text: string): string {
  return FRACTIONS[text] ?? text;
}

export function currencyName(text: string): string {
  return CURRENCIES[text] ?? text;
}

/** Straight quotes for curly ones and entities; a plain `'` or `"` becomes what the caller says. */
function quoted(text: string, single: string, double: string): string {
  return text
    .replaceAll("&apos;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll(/['"\u0091-\u0094\u2018\u2019\u201b-\u201d\u00ab\u00bb\u2039\u203a]/gu, (sign) => (sign === "'" ? single : sign === '"' ? double : (QUOTES[sign] as string)));
}

export function openingQuote(text: string): string {
  return quoted(text, "`", "``");
}

export function closingQuote(text: string): string {
  return quoted(text, "'", "''");
}
