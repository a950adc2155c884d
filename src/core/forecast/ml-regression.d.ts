/** The part of ml-regression that is used here; the package has no types of its own. */
declare module "ml-regression" {
  /** Ordinary least squares with one predictor. */
  export class SimpleLinearRegression {
    constructor(x: readonly number[], y: readonly number[]);
    readonly slope: number;
    readonly intercept: number;
    predict(x: number): number;
  }
}
