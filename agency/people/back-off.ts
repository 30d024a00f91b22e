/** Failures in a row that cost nothing: mail clients try PLAIN, then LOGIN, so one wrong password counts twice. */
const free = 5;
const first = 2_000;
const longest = 15 * 60_000;
/** Entries kept at most; the oldest go first. */
const room = 50_000;

type Record = { failures: number; until: number };

/**
 * Slows guessing down per account and per client address: from the 6th failure in a row each further one doubles the pause
 * (2 s up to 15 min). Memory only: a restart forgives.
 */
export class BackOff {
  readonly #records = new Map<string, Record>();

  /** Milliseconds until the account or client may try again; 0 = now. */
  wait(keys: readonly string[], now: number): number {
    return Math.max(0, ...keys.map((key) => (this.#records.get(key)?.until ?? 0) - now));
  }

  failed(keys: readonly string[], now: number): void {
    for (const key of keys) {
      const failures = (this.#records.get(key)?.failures ?? 0) + 1;
      this.#records.delete(key);
      const pause = failures <= free ? 0 : Math.min(longest, first * 2 ** (failures - free - 1));
      this.#records.set(key, { failures, until: now + pause });
      if (this.#records.size > room)
        for (const oldest of this.#records.keys()) {
          this.#records.delete(oldest);
          break;
        }
    }
  }

  succeeded(keys: readonly string[]): void {
    for (const key of keys) this.#records.delete(key);
  }
}
