/**
 * A matrix with orthonormal rows or columns, whichever are fewer (Saxe et al. 2014, arXiv:1312.6120), from normal
 * draws by Gram-Schmidt, twice for accuracy.
 *
 * @param draws rows x columns standard normal numbers, row-major
 * @returns row-major
 */
export function orthonormalize(draws: ArrayLike<number>, rows: number, columns: number): Float32Array {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const basis: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const vector = Float64Array.from({ length }, (_, j) => draws[i * length + j]!);
    for (let pass = 0; pass < 2; pass++) {
      for (const other of basis) {
        const overlap = vector.reduce((sum, value, j) => sum + value * other[j]!, 0);
        for (let j = 0; j < length; j++) vector[j]! -= overlap * other[j]!;
      }
    }
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    basis.push(vector.map((value) => value / norm));
  }
  const value = (row: number, column: number) => (rows <= columns ? basis[row]![column]! : basis[column]![row]!);
  return Float32Array.from({ length: rows * columns }, (_, i) => value(Math.floor(i / columns), i % columns));
}
