/**
 * Lower triangular L with L L' = A for a symmetric positive definite A.
 * @param matrix shape [size x size], row-major; left as it was
 * @returns      the factor, shape [size x size] with zeros above the diagonal; or the first row whose leading block is not
 *               positive definite
 * @see Golub & Van Loan, Matrix Computations, section 4.2
 */
export function choleskyFactor(
  matrix: Float64Array,
  size: number,
): { readonly ok: true; readonly lower: Float64Array } | { readonly ok: false; readonly row: number } {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!;
      for (let k = 0; k < column; k++) sum -= lower[row * size + k]! * lower[column * size + k]!;
      if (column < row) lower[row * size + column] = sum / lower[column * size + column]!;
      else if (sum > LEAST_PIVOT) lower[row * size + row] = Math.sqrt(sum);
      else return { ok: false, row };
    }
  }
  return { ok: true, lower };
}

/** What rounding leaves of a zero; entries are of the order of 1. */
const LEAST_PIVOT = 1e-10;
