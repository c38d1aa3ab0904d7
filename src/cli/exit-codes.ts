/** Exit codes are a contract: scripts and CI read them. */
export const exitCodes = {
  done: 0,
  /** A quality gate failed: the model is worse. */
  gateFailed: 1,
  /** The user's side: unknown name, bad flag, bad configuration, data missing or malformed, no samples. */
  usage: 2,
  /** More failed samples than allowed, backend unreachable, budget spent. Never a low score. */
  incomplete: 3,
  /** A gate could not decide. */
  inconclusive: 4,
  /** A bug in cardeval. */
  bug: 5,
  /** Ctrl-C, after everything answered was written. */
  interrupted: 130,
  /** SIGTERM, likewise. */
  terminated: 143,
} as const;
