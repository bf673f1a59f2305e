import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** This machine's processor, as far as it bears on a run's speed and bits. */
export interface CpuDescription {
  readonly model: string;
  readonly architecture: string;
  /** Processors that this process may use. */
  readonly processors: number;
  /** Instruction sets that TensorFlow's kernels choose by, e.g. 'avx2'. Empty where they cannot be read. */
  readonly features: readonly string[];
  readonly memoryBytes: number;
}

const relevant = [
  ...['sse4_2', 'avx', 'fma', 'avx2', 'avx512f', 'avx512bw', 'avx512vl', 'avx512_vnni', 'avx512_bf16', 'avx_vnni'],
  ...['amx_tile', 'amx_int8', 'amx_bf16', 'asimd', 'sve', 'bf16', 'i8mm'],
];

function flags(): Set<string> {
  try {
    const line = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
    return new Set(line.trim().split(/\s+/));
  } catch {
    return new Set();
  }
}

export function describeCpu(): CpuDescription {
  const present = flags();
  return {
    model: cpus()[0]?.model.trim() || 'unknown',
    architecture: process.arch,
    processors: availableParallelism(),
    features: relevant.filter((name) => present.has(name)),
    memoryBytes: totalmem(),
  };
}
