/** Text of data and models as a reader may safely see it, in whatever a report is written. */

// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** The text with everything invisible made visible: control characters as their pictures, marks of direction as ⟨202e⟩. */
export function visible(text: string): string {
  return text
    .replaceAll(CONTROLS, (sign) => (sign < " " ? String.fromCharCode(0x2400 + sign.charCodeAt(0)) : `⟨${sign.charCodeAt(0).toString(16)}⟩`))
    .replaceAll(DIRECTIONS, (sign) => `⟨${sign.charCodeAt(0).toString(16)}⟩`)
    .toWellFormed();
}
