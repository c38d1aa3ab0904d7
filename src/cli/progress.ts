/** Progress on stderr: one living line on a terminal, a plain line now and then otherwise, nothing when quiet. */

const REDRAW_MS = 100;
const PLAIN_MS = 10_000;

export interface Progress {
  /** A benchmark begins; `expected` is what its full split holds, or the limit. No more than `perSecond` can be asked, however quick the first ones were. */
  begin(name: string, expected: number | undefined, perSecond?: number): void;
  /** One more sample is settled. */
  settle(failed: boolean, wasKnown: boolean): void;
  end(): void;
  /** A line that stays. */
  say(text: string): void;
  /** Trouble: said when quiet, too. */
  warn(text: string): void;
}

interface State {
  name: string;
  expected: number | undefined;
  perSecond: number;
  done: number;
  known: number;
  failed: number;
  startedMs: number;
  drawnMs: number;
}

export function createProgress(options: { readonly quiet: boolean }): Progress {
  const lively = process.stderr.isTTY === true && process.env["CI"] === undefined;
  let state: State | undefined;
  const write = (text: string): void => void process.stderr.write(text);
  const draw = (final: boolean): void => {
    if (state === undefined || options.quiet) return;
    const now = performance.now();
    if (!final && now - state.drawnMs < (lively ? REDRAW_MS : PLAIN_MS)) return;
    state.drawnMs = now;
    write(lively ? `\r\u001b[2K${describe(state, now)}${final ? "\n" : ""}` : `${describe(state, now)}\n`);
  };
  const sayOnLine = (text: string): void => write(`${lively && state !== undefined ? "\r\u001b[2K" : ""}${text}\n`);
  return {
    begin(name, expected, perSecond = Number.POSITIVE_INFINITY) {
      const now = performance.now();
      state = { name, expected, perSecond, done: 0, known: 0, failed: 0, startedMs: now, drawnMs: lively ? 0 : now };
    },
    settle(failed, wasKnown) {
      if (state === undefined) return;
      state.done++;
      if (wasKnown) state.known++;
      if (failed) state.failed++;
      draw(false);
    },
    end() {
      draw(true);
      state = undefined;
    },
    say(text) {
      if (!options.quiet) sayOnLine(text);
    },
    warn: sayOnLine,
  };
}

function describe({ name, expected, perSecond, done, known, failed, startedMs }: State, now: number): string {
  const asked = done - known;
  const seconds = (now - startedMs) / 1000;
  const rate = Math.min(perSecond, asked / Math.max(seconds, 0.001));
  const left = expected === undefined || asked < 5 ? "" : `, ${duration((expected - done) / rate)} left`;
  const share = expected === undefined ? `${done}` : `${done}/${expected}`;
  return [
    `${name.padEnd(18)} ${share}`,
    asked > 0 ? `${rate.toFixed(1)}/s` : "",
    known > 0 ? `${known} from before` : "",
    failed > 0 ? `${failed} failed` : "",
  ].filter((part) => part !== "").join("  ") + (done === expected ? "" : left);
}

function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "?";
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
