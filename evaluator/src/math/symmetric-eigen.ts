import { uniformFraction, xoshiro128 } from "./random.ts";

export interface Eigenpairs {
  /** By falling value. `[k]` */
  readonly values: readonly number[];
  /** Unit vectors, `[k][n]` */
  readonly vectors: readonly Float64Array[];
}

/**
 * The k largest eigenpairs of a symmetric positive semidefinite n x n matrix, known only by its product with a
 * vector. Lanczos with full reorthogonalisation (Golub and Van Loan, section 10.3): the basis grows until the Ritz
 * residuals fall below 1e-12 of the largest value, or until it is complete. Deterministic.
 */
export function leadingEigenpairs(
  times: (vector: Float64Array) => Float64Array,
  n: number,
  k: number,
): Eigenpairs {
  const random = xoshiro128([n, k, 0, 0]);
  const randomVector = () => Float64Array.from({ length: n }, () => uniformFraction(random) - 0.5);
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const offDiagonal: number[] = [];
  let next = orthonormal(randomVector(), basis);
  // A small matrix gets its complete basis: cheap, and then even equal eigenvalues cannot hide each other.
  for (let check = n <= 64 ? n : 2 * k + 16; ; check = Math.min(n, Math.ceil(1.5 * check))) {
    while (basis.length < check && next !== null) {
      basis.push(next.vector);
      const product = times(next.vector);
      diagonal.push(dot(product, next.vector));
      const rest = orthonormal(product, basis);
      offDiagonal.push(rest?.length ?? 0);
      // An invariant subspace: go on in its complement, which a random vector reaches.
      next = rest ?? orthonormal(randomVector(), basis);
    }
    const small = tridiagonalEigen(diagonal, offDiagonal);
    const size = basis.length;
    const residual = (j: number) => offDiagonal[size - 1] * Math.abs(small.vectors[j][size - 1]);
    const isSettled = Array.from({ length: k }, (_, j) => residual(j)).every(
      (error) => error <= 1e-12 * Math.abs(small.values[0]),
    );
    if (size < n && next !== null && !isSettled) continue;
    const vectors = Array.from({ length: k }, (_, j) => combine(basis, small.vectors[j]));
    return { values: small.values.slice(0, k), vectors };
  }
}

/** What is left of a vector outside the basis: its direction and length; null where that is only rounding. */
function orthonormal(
  vector: Float64Array,
  basis: readonly Float64Array[],
): { vector: Float64Array; length: number } | null {
  const before = Math.sqrt(dot(vector, vector));
  const rest = Float64Array.from(vector);
  // Twice is enough (Kahan and Parlett).
  for (let pass = 0; pass < 2; pass++) {
    for (const axis of basis) {
      const along = dot(rest, axis);
      for (let i = 0; i < rest.length; i++) rest[i] -= along * axis[i];
    }
  }
  const length = Math.sqrt(dot(rest, rest));
  if (length <= 1e-13 * before) return null;
  return { vector: rest.map((value) => value / length), length };
}

function combine(basis: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(basis[0].length);
  for (const [b, axis] of basis.entries()) {
    for (let i = 0; i < sum.length; i++) sum[i] += weights[b] * axis[i];
  }
  const length = Math.sqrt(dot(sum, sum));
  return sum.map((value) => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** All eigenpairs of a small symmetric tridiagonal matrix, by falling value: cyclic Jacobi rotations. */
function tridiagonalEigen(diagonal: readonly number[], offDiagonal: readonly number[]): Eigenpairs {
  const n = diagonal.length;
  const matrix = diagonal.map((value, i) => {
    const row = new Float64Array(n);
    row[i] = value;
    if (i > 0) row[i - 1] = offDiagonal[i - 1];
    if (i + 1 < n) row[i + 1] = offDiagonal[i];
    return row;
  });
  const vectors = diagonal.map((_, i) => Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  const scale = Math.max(...matrix.map((row) => Math.sqrt(dot(row, row))));
  for (let sweep = 0; sweep < 60; sweep++) {
    let largest = 0;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        largest = Math.max(largest, Math.abs(matrix[p][q]));
        if (Math.abs(matrix[p][q]) > 1e-17 * scale) rotate(matrix, vectors, p, q);
      }
    }
    if (largest <= 1e-15 * scale) break;
  }
  const order = diagonal.map((_, i) => i).sort((a, b) => matrix[b][b] - matrix[a][a]);
  return { values: order.map((i) => matrix[i][i]), vectors: order.map((i) => vectors[i]) };
}

/** One Jacobi rotation that zeroes matrix[p][q]; `vectors[i]` follows as eigenvector i. */
function rotate(matrix: Float64Array[], vectors: Float64Array[], p: number, q: number): void {
  const theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (const row of matrix) {
    const a = row[p];
    const b = row[q];
    row[p] = c * a - s * b;
    row[q] = s * a + c * b;
  }
  for (let i = 0; i < matrix.length; i++) {
    const a = matrix[p][i];
    const b = matrix[q][i];
    matrix[p][i] = c * a - s * b;
    matrix[q][i] = s * a + c * b;
    const u = vectors[p][i];
    const v = vectors[q][i];
    vectors[p][i] = c * u - s * v;
    vectors[q][i] = s * u + c * v;
  }
}
