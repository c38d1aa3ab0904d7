/** Places as users write them: `~` for the home folder, and targets behind a kind. */

import { homedir } from "node:os";

/** A place with `~` in front of it read as the user's home folder, which a shell does only where a word begins. */
export function fromHome(place: string): string {
  return place.replace(/^~(?=$|\/|\\)/, homedir());
}

/** The two halves of `kind:target`, as backends and scorers are named; without a colon the target is empty. */
export function splitSpec(spec: string): readonly [kind: string, target: string] {
  const colon = spec.indexOf(":");
  return colon === -1 ? [spec, ""] : [spec.slice(0, colon), fromHome(spec.slice(colon + 1))];
}
