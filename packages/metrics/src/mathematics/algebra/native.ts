import type { DoubleMatrix } from '../matrix.js';
import type { LinearAlgebra } from './algebra.js';

/** The part used of the native binding (`tf.backend().binding` of @tensorflow/tfjs-node). */
export interface NativeBinding {
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_FLOAT: number;
  createTensor(shape: number[], dtype: number, values: Float32Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array;
  executeOp(op: string, attributes: object[], inputs: number[], outputs: number): { readonly id: number }[];
}

/** TensorFlow.js knows no 64-bit floats, so their number stands here (TF_DataType). */
const TF_DOUBLE = 2;

/** The native binding behind a TensorFlow.js backend, or undefined on other backends. */
export function nativeBinding(backend: object): NativeBinding | undefined {
  const binding = (backend as { binding?: Partial<NativeBinding> }).binding;
  return typeof binding?.executeOp === 'function' ? (binding as NativeBinding) : undefined;
}

/**
 * TensorFlow's own double-precision kernels. TensorFlow.js has no float64 tensors, so doubles cross as pairs of 32-bit
 * words and are bitcast to and from float64 on the native side: nothing is rounded.
 */
export function nativeAlgebra(binding: NativeBinding): LinearAlgebra {
  const type = (name: string, value: number) => ({ name, type: binding.TF_ATTR_TYPE, value });
  const flag = (name: string, value: boolean) => ({ name, type: binding.TF_ATTR_BOOL, value });
  const asDoubles = [type('T', binding.TF_FLOAT), type('type', TF_DOUBLE)];
  const asWords = [type('T', TF_DOUBLE), type('type', binding.TF_FLOAT)];

  /** Runs `compute` and frees every native tensor made on the way. */
  const scoped = <T>(compute: (keep: (id: number) => number) => T): T => {
    const made: number[] = [];
    const keep = (id: number) => (made.push(id), id);
    try {
      return compute(keep);
    } finally {
      made.forEach((id) => binding.deleteTensor(id));
    }
  };

  const upload = ({ rows, columns, data }: DoubleMatrix, keep: (id: number) => number): number => {
    const words = new Float32Array(data.buffer, data.byteOffset, 2 * data.length);
    const id = keep(binding.createTensor([rows, columns, 2], binding.TF_FLOAT, words));
    return keep(binding.executeOp('Bitcast', asDoubles, [id], 1)[0]!.id);
  };

  const download = (id: number, keep: (id: number) => number): Float64Array => {
    const words = binding.tensorDataSync(keep(binding.executeOp('Bitcast', asWords, [id], 1)[0]!.id));
    // The binding has copied the tensor into a buffer of its own, at an offset of 0.
    return new Float64Array(words.buffer, words.byteOffset, words.length / 2);
  };

  const product = (a: DoubleMatrix, b: DoubleMatrix, transpose: 'first' | 'second') =>
    scoped((keep) => {
      const left = upload(a, keep);
      const right = a === b ? left : upload(b, keep);
      const attributes = [
        type('T', TF_DOUBLE),
        flag('transpose_a', transpose === 'first'),
        flag('transpose_b', transpose === 'second'),
      ];
      return download(keep(binding.executeOp('MatMul', attributes, [left, right], 1)[0]!.id), keep);
    });

  return {
    name: 'native',
    rowProducts: (a, b) => ({ rows: a.rows, columns: b.rows, data: product(a, b, 'second') }),
    columnProducts: (a, b) => ({ rows: a.columns, columns: b.columns, data: product(a, b, 'first') }),
    singularValues: (a) =>
      scoped((keep) => {
        const attributes = [type('T', TF_DOUBLE), flag('compute_uv', false), flag('full_matrices', false)];
        const outputs = binding.executeOp('Svd', attributes, [upload(a, keep)], 3).map(({ id }) => keep(id));
        return download(outputs[0]!, keep);
      }),
  };
}
