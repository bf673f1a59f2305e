/**
 * Runs the loading of a TensorFlow.js package without its notices: the CPU backend prints an advertisement for
 * tfjs-node, and tfjs-node's loader uses Node modules that Node warns are deprecated. Neither is the user's to mend.
 * Other warnings pass.
 */
export function quietly<T>(load: () => T): T {
  const emitWarning = process.emitWarning;
  const noisy = new Set(['DEP0040', 'DEP0044', 'DEP0169']);
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    const code = typeof rest[0] === 'object' ? (rest[0] as { code?: string } | null)?.code : rest[1];
    if (typeof code === 'string' && noisy.has(code)) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
