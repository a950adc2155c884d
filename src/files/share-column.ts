/**
 * Gathers over a column of probabilities whether bare numbers are percent (70) or fractions (0.7): the larger number of
 * cells decides, percent where they are equal. A cell with a percent sign is percent whatever the column.
 */
export class ShareColumn {
  private aboveOne = 0;
  private belowOne = 0;

  add(cell: string): void {
    const value = bareNumber(cell);
    if (value === undefined || cell.includes("%") || value === 0 || value === 1) return;
    if (value > 1) this.aboveOne++;
    else this.belowOne++;
  }

  /** The cell as a fraction such as "0.7"; as it is written when it is no probability in the format of the column. */
  normalised(cell: string): string {
    const value = bareNumber(cell);
    if (value === undefined) return cell;
    const isPercent = cell.includes("%") || (this.aboveOne > 0 && this.aboveOne >= this.belowOne);
    const share = isPercent ? Number((value / 100).toFixed(8)) : value;
    return share <= 1 ? String(share) : cell;
  }
}

function bareNumber(cell: string): number | undefined {
  const match = /^\s*(\d{1,3}(?:[.,]\d{1,9})?)\s*%?\s*$/.exec(cell);
  return match === null ? undefined : Number(match[1]!.replace(",", "."));
}
