/** A simulation and the Markdown table that it gives. */

export interface Simulation {
  readonly name: string;
  readonly title: string;
  readonly head: readonly string[];
  run(): readonly (readonly string[])[];
}

export function markdown({ title, head }: Simulation, rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [`### ${title}`, "", line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Share of simulations, numbered from 0, for which something holds. */
export function shareOf(simulations: number, holds: (simulation: number) => boolean): number {
  let count = 0;
  for (let simulation = 0; simulation < simulations; simulation++) if (holds(simulation)) count++;
  return count / simulations;
}
