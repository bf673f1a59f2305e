/**
 * A point between two latents along the great circle through them, as White 2016 (arXiv:1609.04468) draws them: it
 * keeps the length that latents of many dimensions have. Latents of one direction are joined by a straight line.
 *
 * @param share 0 gives `a`, 1 gives `b`
 */
export function slerp(a: Float32Array, b: Float32Array, share: number): Float32Array {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  const lengths = Math.sqrt(dot(a, a) * dot(b, b));
  const angle = lengths > 0 ? Math.acos(Math.min(1, Math.max(-1, dot(a, b) / lengths))) : 0;
  const sine = Math.sin(angle);
  const [wa, wb] =
    sine < 1e-6 ? [1 - share, share] : [Math.sin((1 - share) * angle) / sine, Math.sin(share * angle) / sine];
  return a.map((value, i) => wa * value + wb * b[i]!);
}
