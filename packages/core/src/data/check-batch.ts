import type { DatasetInfo, HostBatch } from '../contracts/dataset.js';
import { SaddleError } from '../errors/index.js';

/**
 * `batch` itself, if it holds what the data set announced.
 *
 * @throws SADDLE_PLUGIN_CONTRACT naming the field.
 */
export function checkBatch(batch: HostBatch, info: DatasetInfo, rows: number): HostBatch {
  for (const [name, { shape, dtype }] of Object.entries(info.fields)) {
    const values = batch[name];
    const expected = shape.reduce((size, side) => size * side, rows);
    const type = dtype === 'int32' ? Int32Array : Float32Array;
    if (values instanceof type && values.length === expected) continue;
    const received = values ? `${values.constructor.name} of ${values.length}` : 'nothing';
    throw new SaddleError('SADDLE_PLUGIN_CONTRACT', {
      problem:
        `The data set announced the field '${name}' as ${dtype} [${shape.join(', ')}], so ${rows} examples are a ` +
        `${type.name} of ${expected}; its reader gave ${received}.`,
    });
  }
  return batch;
}
