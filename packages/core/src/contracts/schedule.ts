/** The learning rate over time, as a factor of the configured one. Evaluated on the host, fed to the step as a tensor. */
export interface Schedule {
  /**
   * @param iteration from 0
   * @param total iterations of the budget
   */
  factor(iteration: number, total: number): number;
}
