/** What a measure is and what it says: rows of one table. */

/** One line of the table. Texts carry their units. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  /** Absent where nothing stands beside our number. */
  readonly reference?: string;
  readonly ratio?: string;
  /** Absent for rows that only inform. */
  readonly goal?: string;
  /** Absent when there is no goal, or nothing to compare with. */
  readonly isMet?: boolean;
}

export interface Context {
  /** An empty folder of this measure; removed afterwards. */
  readonly folder: string;
  /** Says what is going on, on standard error. */
  say(text: string): void;
}

export interface Measure {
  readonly name: string;
  /** How it is measured, for docs/benchmarks.md. */
  readonly method: string;
  run(context: Context): Promise<Row[]>;
}

export function minimum(values: readonly number[]): number {
  return Math.min(...values);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

export function milliseconds(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

export function times(ratio: number): string {
  return `${ratio.toFixed(ratio < 10 ? 2 : 0)} ×`;
}
