import { ensure } from "../base/ensure.ts";

/**
 * Solves A x = b for a symmetric positive definite A by Cholesky's factorisation.
 * @param matrix shape [size x size], row-major; left as it was
 * @param right  shape [size]
 * @returns      shape [size]
 * @throws {RangeError} when the matrix is not positive definite
 * @see Golub & Van Loan, Matrix Computations, section 4.2
 */
export function solvePositiveDefinite(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  ensure(matrix.length === size * size, "A square matrix has as many rows as the right side has entries");
  const lower = matrix.slice();
  for (let column = 0; column < size; column++) {
    for (let row = column; row < size; row++) {
      let sum = lower[row * size + column]!;
      for (let k = 0; k < column; k++) sum -= lower[row * size + k]! * lower[column * size + k]!;
      if (row === column) {
        ensure(sum > 0, "Cannot solve: the matrix is not positive definite");
        lower[row * size + row] = Math.sqrt(sum);
      } else {
        lower[row * size + column] = sum / lower[column * size + column]!;
      }
    }
  }
  const solution = right.slice();
  for (let row = 0; row < size; row++) {
    let sum = solution[row]!;
    for (let k = 0; k < row; k++) sum -= lower[row * size + k]! * solution[k]!;
    solution[row] = sum / lower[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = solution[row]!;
    for (let k = row + 1; k < size; k++) sum -= lower[k * size + row]! * solution[k]!;
    solution[row] = sum / lower[row * size + row]!;
  }
  return solution;
}
