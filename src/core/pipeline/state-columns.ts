/** Growing columns of recorded states; amounts as Float64, all else as 32-bit integers. */
export class StateColumns {
  readonly attributeCount: number;
  length = 0;
  opportunity = new Int32Array(1024);
  recordedOn = new Int32Array(1024);
  recordedSecond = new Int32Array(1024);
  effectiveOn = new Int32Array(1024);
  stage = new Int32Array(1024);
  recordedStage = new Int32Array(1024);
  amount = new Float64Array(1024);
  file = new Int32Array(1024);
  line = new Int32Array(1024);
  /** Shape [row x attribute], row-major. */
  attributes: Int32Array;

  constructor(attributeCount: number) {
    this.attributeCount = attributeCount;
    this.attributes = new Int32Array(1024 * attributeCount);
  }

  /** Makes room for one more row and returns its index. */
  next(): number {
    if (this.length === this.opportunity.length) this.grow();
    return this.length++;
  }

  private grow(): void {
    const capacity = this.length * 2;
    this.opportunity = widened(this.opportunity, capacity);
    this.recordedOn = widened(this.recordedOn, capacity);
    this.recordedSecond = widened(this.recordedSecond, capacity);
    this.effectiveOn = widened(this.effectiveOn, capacity);
    this.stage = widened(this.stage, capacity);
    this.recordedStage = widened(this.recordedStage, capacity);
    this.file = widened(this.file, capacity);
    this.line = widened(this.line, capacity);
    this.attributes = widened(this.attributes, capacity * this.attributeCount);
    const amount = new Float64Array(capacity);
    amount.set(this.amount);
    this.amount = amount;
  }
}

function widened(column: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const wide = new Int32Array(capacity);
  wide.set(column);
  return wide;
}

/** Gives every distinct text a code, in order of first appearance. */
export class Dictionary {
  readonly values: string[] = [];
  private readonly codes = new Map<string, number>();

  codeOf(text: string): number {
    const known = this.codes.get(text);
    if (known !== undefined) return known;
    const code = this.values.length;
    this.values.push(text);
    this.codes.set(text, code);
    return code;
  }

  /** Codes in ascending order of their texts (UTF-16 code units), and the rank of each code. */
  ranks(): { readonly order: Int32Array; readonly rankOf: Int32Array } {
    const values = this.values;
    const order = Int32Array.from(values.keys()).sort((a, b) =>
      values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : 0,
    );
    const rankOf = new Int32Array(values.length);
    order.forEach((code, rank) => (rankOf[code] = rank));
    return { order, rankOf };
  }
}

/** Stands in an integer column for a day that the source does not give. */
export const UNKNOWN_DAY = -2_147_483_648;
