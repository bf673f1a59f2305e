import * as tf from '@tensorflow/tfjs';

type CpuBackend = tf.KernelBackend & {
  makeTensorInfo(shape: number[], dtype: tf.DataType, values?: tf.BackendValues): tf.TensorInfo;
  disposeIntermediateTensorInfo(info: tf.TensorInfo): void;
};

const isTensorInfo = (value: unknown): value is tf.TensorInfo =>
  typeof value === 'object' && value !== null && 'dataId' in value;

/**
 * Registers, for a backend that lacks some kernels (wasm has no gradient of a convolution's filter, for one), the
 * CPU backend's kernels under its name: values are copied over, computed, and copied back.
 */
export function borrowCpuKernels(backendName: string): void {
  const own = new Set(tf.getKernelsForBackend(backendName).map(({ kernelName }) => kernelName));
  const engine = tf.engine();
  for (const { kernelName, kernelFunc } of tf.getKernelsForBackend('cpu')) {
    if (own.has(kernelName)) continue;
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const home = backend as tf.KernelBackend;
        const cpu = engine.findBackend('cpu') as CpuBackend;
        const lent: tf.TensorInfo[] = [];
        const lend = ({ shape, dtype, dataId }: tf.TensorInfo): tf.TensorInfo => {
          const info = cpu.makeTensorInfo(shape, dtype, home.readSync(dataId));
          lent.push(info);
          return info;
        };
        const bring = (info: tf.TensorInfo): tf.TensorInfo => {
          const { shape, dtype } = info;
          const values = cpu.readSync(info.dataId);
          const copy = ArrayBuffer.isView(values) ? (values.slice() as tf.BackendValues) : values;
          return { dataId: home.write(copy, shape, dtype), shape, dtype };
        };
        const cpuInputs = Object.fromEntries(
          Object.entries(inputs).map(([name, value]: [string, unknown]) => [
            name,
            Array.isArray(value) ? value.map(lend) : isTensorInfo(value) ? lend(value) : value,
          ]),
        ) as tf.NamedTensorInfoMap;
        const result = kernelFunc({ inputs: cpuInputs, ...(attrs && { attrs }), backend: cpu });
        const outputs = Array.isArray(result) ? result : [result];
        const brought = outputs.map(bring);
        for (const info of new Set([...lent, ...outputs].map(({ dataId }) => dataId))) cpu.disposeData(info, true);
        return Array.isArray(result) ? brought : brought[0]!;
      },
    });
  }
}
