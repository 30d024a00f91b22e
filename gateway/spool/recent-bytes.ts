/** Small messages that were just committed: relay and steps read them from here instead of the disk. Oldest go first. */
export class RecentBytes {
  readonly #limit: number;
  readonly #kept = new Map<string, Buffer>();
  #total = 0;

  /** `limit` in octets. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  put(id: string, bytes: Buffer): void {
    this.#kept.set(id, bytes);
    this.#total += bytes.length;
    for (const [oldest] of this.#kept) {
      if (this.#total <= this.#limit) return;
      this.delete(oldest);
    }
  }

  get(id: string): Buffer | null {
    return this.#kept.get(id) ?? null;
  }

  delete(id: string): void {
    const bytes = this.#kept.get(id);
    if (bytes === undefined) return;
    this.#kept.delete(id);
    this.#total -= bytes.length;
  }
}
