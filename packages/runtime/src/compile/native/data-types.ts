/** TensorFlow's DataType numbers of what TensorFlow.js has. */
export const dataTypes = { float32: 1, int32: 3, uint8: 4, string: 7, complex64: 8, int64: 9, bool: 10 } as const;

const names = new Map<number, string>(Object.entries(dataTypes).map(([name, number]) => [number, name]));

export const dataTypeName = (dtype: number): string => names.get(dtype) ?? `DataType ${dtype}`;

/** Types that values in a graph may have. */
export const isTraceable = (dtype: number): boolean => names.has(dtype) && dtype !== dataTypes.string;
