import type { Edge } from '../../graph/graph.js';

/** One way to compute a convolution and its gradients: transforms of what goes in, and products of the transformed. */
export interface ConvolutionForm {
  transformLarge(value: Edge): readonly Edge[];
  transformSmall(value: Edge): readonly Edge[];
  transformFilter(value: Edge): readonly Edge[];
  small(transformedLarge: readonly Edge[], transformedFilter: readonly Edge[]): Edge;
  large(transformedSmall: readonly Edge[], transformedFilter: readonly Edge[]): Edge;
  filter(transformedLarge: readonly Edge[], transformedSmall: readonly Edge[]): Edge;
}
