/** How far an answer agrees with several people: it is right when three of them gave it. */

const ENOUGH = 3;

/** min(1, m / 3) for m people who gave the answer. */
export function agreement(matches: number): number {
  return Math.min(1, matches / ENOUGH);
}

/**
 * Mean agreement over all ways to leave one of the people out: m (m − 1 of the others agree) and n − m (m of them agree).
 *
 * For ten people: 0, 0.3, 0.6, 0.9, 1.
 */
export function leaveOneOutAgreement(matches: number, people: number): number {
  return (matches * agreement(matches - 1) + (people - matches) * agreement(matches)) / people;
}
