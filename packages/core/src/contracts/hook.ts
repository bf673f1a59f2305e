/** Work beside training, on the host, after whole iterations; it must not change registered state. */
export interface Hook {
  readonly name: string;
  /** Runs after iterations whose count is a multiple of this, and at the end. */
  readonly every: number;
  run(event: HookEvent): void | Promise<void>;
}

export interface HookEvent {
  /** Iterations done. */
  readonly iteration: number;
  readonly last: boolean;
}
