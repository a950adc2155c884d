/** Keeps what was asked for last, up to a total weight; the one that nobody asked for the longest goes first. */
export class LeastRecent<Value> {
  readonly #kept = new Map<string, { readonly value: Value; readonly weight: number }>();
  readonly #capacity: number;
  #weight = 0;
  /** What weighs more is not kept: it would push out all others. */
  readonly largest: number;

  /** @param capacity in the unit of the weights */
  constructor(capacity: number, largest = capacity / 4) {
    this.#capacity = capacity;
    this.largest = largest;
  }

  get(key: string): Value | undefined {
    const found = this.#kept.get(key);
    if (found === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found.value;
  }

  set(key: string, value: Value, weight: number): void {
    this.delete(key);
    if (weight > this.largest) return;
    this.#kept.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#kept.keys()) {
      if (this.#weight <= this.#capacity) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const found = this.#kept.get(key);
    if (found === undefined) return;
    this.#kept.delete(key);
    this.#weight -= found.weight;
  }
}
