export const backendNames = ['tensorflow', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

export interface BackendOptions {
  /** 'auto': native TensorFlow, else wasm, else cpu, said loudly. Any other name: that one or an error. */
  readonly backend?: 'auto' | BackendName;
  /** Threads for one op, 1 or more; as many as this process may use processors unless given. */
  readonly threads?: number;
  /** oneDNN's kernels. On unless set to false: without them graph mode is 2.3 times slower. */
  readonly oneDNN?: boolean;
  /** TensorFlow's own messages: 0 all, 1 warnings, 2 errors, 3 none. */
  readonly logLevel?: 0 | 1 | 2 | 3;
  /** Folder where XLA keeps compiled programs across processes. */
  readonly xlaCacheDirectory?: string;
}
