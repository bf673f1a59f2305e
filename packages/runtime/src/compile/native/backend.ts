import * as tf from '@tensorflow/tfjs';

/** What the binding tells of a tensor: its id, shape and DataType number. */
export interface TensorMetadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

export interface NativeAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

export type TensorValues = Float32Array | Int32Array | Uint8Array;

/** The functions of tfjs-node's binding that tracing and running a graph need. */
export interface NativeBinding {
  executeOp(op: string, attributes: NativeAttribute[], inputs: number[], outputs: number): TensorMetadata[];
  createTensor(shape: number[], dtype: number, values: TensorValues): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): TensorValues;
  loadSavedModel(directory: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputs: number[], inputNames: string, outputNames: string): TensorMetadata[];
}

/** Where a tensor's data is: in TensorFlow under `id`, or still in JavaScript as `values`. */
export interface TensorRecord {
  readonly shape: number[];
  readonly dtype: number;
  id: number;
  values: TensorValues | null;
  refCount: number;
}

/** tfjs-node's backend, as far as tracing needs it. */
export interface NativeBackend {
  binding: NativeBinding;
  readonly tensorMap: { get(dataId: object): TensorRecord | undefined; has(dataId: object): boolean };
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  createOutputTensor(metadata: TensorMetadata): tf.Tensor;
  readSync(dataId: object): tf.BackendValues;
  read(dataId: object): Promise<tf.BackendValues>;
  move(dataId: object, values: tf.BackendValues, shape: number[], dtype: tf.DataType, refCount: number): void;
}

/** The backend of native TensorFlow, or undefined when another one is active. */
export function nativeBackend(): NativeBackend | undefined {
  const backend = tf.backend() as unknown as Partial<NativeBackend>;
  return typeof backend.binding?.loadSavedModel === 'function' ? (backend as NativeBackend) : undefined;
}
