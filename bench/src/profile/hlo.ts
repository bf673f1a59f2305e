/** One program step of XLA's optimized module: a kernel or a library call. */
export interface Kernel {
  /** 'dot', 'fusion', 'reduce', … */
  readonly op: string;
  /** What XLA made it of, such as `multiply_select_fusion`. */
  readonly kind: string;
  readonly shape: string;
  /** Read and written. */
  readonly bytes: number;
  /** Of matrix products; 0 for all else. */
  readonly flops: number;
}

const elementBytes: Readonly<Record<string, number>> = {
  pred: 1,
  s8: 1,
  u8: 1,
  f16: 2,
  bf16: 2,
  s64: 8,
  u64: 8,
  f64: 8,
};
const free = new Set(['parameter', 'constant', 'bitcast', 'tuple', 'get-tuple-element']);

const arrays = (type: string): { bytes: number; shape: number[] }[] =>
  [...type.matchAll(/([a-z]+\d*)\[([\d,]*)\]/g)].map(([, dtype, list]) => {
    const shape = list!.split(',').filter(Boolean).map(Number);
    return { shape, bytes: (elementBytes[dtype!] ?? 4) * shape.reduce((a, b) => a * b, 1) };
  });

const bytesOf = (type: string): number => arrays(type).reduce((sum, { bytes }) => sum + bytes, 0);

const numbersIn = (text: string | undefined): number[] => (text ?? '').split(',').filter(Boolean).map(Number);

/** The kernels of the entry computation of a module, as text after optimization, in order. */
export function readKernels(module: string): Kernel[] {
  const types = new Map<string, string>();
  const kernels: Kernel[] = [];
  for (const line of module.slice(module.indexOf('\nENTRY')).split('\n')) {
    const match = /^\s+(?:ROOT )?%?(\S+) = (\(.*?\)|\S+) ([\w-]+)\((.*)/.exec(line);
    if (!match) continue;
    const [, name, type, op, rest] = match as unknown as [string, string, string, string, string];
    types.set(name, type);
    if (free.has(op)) continue;
    const operands = [...rest.split(/\), |\)$/)[0]!.matchAll(/%([\w.-]+)/g)].map(
      ([, operand]) => types.get(operand!) ?? '',
    );
    const bytes = bytesOf(type) + operands.reduce((sum, operand) => sum + bytesOf(operand), 0);
    let flops = 0;
    if (op === 'dot') {
      const left = arrays(operands[0]!)[0]?.shape ?? [];
      const contracted = numbersIn(/lhs_contracting_dims=\{([\d,]*)\}/.exec(rest)?.[1]);
      const outputs = arrays(type)[0]!.shape.reduce((a, b) => a * b, 1);
      flops = 2 * outputs * contracted.reduce((product, axis) => product * left[axis]!, 1);
    }
    kernels.push({ op, kind: name.replace(/[.\d]+$/, ''), shape: type, bytes, flops });
  }
  return kernels;
}
