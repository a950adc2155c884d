/** A column of numbers that grows as it is written; `finished()` gives it in its final length. */
export class GrowingColumn<Column extends Int32Array | Float64Array | Uint8Array | Uint16Array> {
  private column: Column;
  private readonly make: (length: number) => Column;
  length = 0;

  constructor(make: (length: number) => Column) {
    this.make = make;
    this.column = make(1_024);
  }

  push(value: number): void {
    if (this.length === this.column.length) {
      const longer = this.make(2 * this.length);
      longer.set(this.column);
      this.column = longer;
    }
    this.column[this.length++] = value;
  }

  finished(): Column {
    const exact = this.make(this.length);
    exact.set(this.column.subarray(0, this.length));
    return exact;
  }
}
