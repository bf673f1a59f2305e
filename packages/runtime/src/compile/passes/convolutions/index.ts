import type { Edge, Graph, GraphNode } from '../../graph/graph.js';
import { rewrite } from '../../graph/rewrite.js';
import { fewChannels } from './few-channels.js';
import type { ConvolutionForm } from './form.js';
import { readConvolution, type Geometry } from './geometry.js';
import { winograd } from './winograd.js';

/** At most this many channels on the large side: the matrix products of Winograd's form would be too thin. */
const few = 4;

/** Which forms to use; both unless a test looks at one. */
export interface ConvolutionForms {
  readonly winograd: boolean;
  readonly fewChannels: boolean;
}

function formFor(geometry: Geometry, forms: ConvolutionForms): ConvolutionForm | undefined {
  if (geometry.large.channels <= few) return forms.fewChannels ? fewChannels(geometry) : undefined;
  const evenTiles = geometry.small.height % 2 === 0 && geometry.small.width % 2 === 0;
  return forms.winograd && evenTiles ? winograd(geometry) : undefined;
}

/**
 * Convolutions with a kernel of two strides, forward and both gradients, as matrix products. Transforms are shared:
 * the forward convolution's of its input serves the gradient of its filter, and so on.
 */
export function matmulConvolutions(graph: Graph, forms: ConvolutionForms): Graph {
  const shared = new Map<GraphNode, Map<string, readonly Edge[]>>();
  const once = (value: Edge, key: string, transform: (value: Edge) => readonly Edge[]): readonly Edge[] => {
    const ofNode = shared.get(value.node) ?? new Map<string, readonly Edge[]>();
    shared.set(value.node, ofNode);
    const full = `${value.index} ${key}`;
    const result = ofNode.get(full) ?? transform(value);
    ofNode.set(full, result);
    return result;
  };
  return rewrite(graph, (node) => {
    const convolution = readConvolution(node);
    const form = convolution && formFor(convolution.geometry, forms);
    if (!convolution || !form) return undefined;
    const key = JSON.stringify(convolution.geometry);
    const large = (value: Edge) => once(value, `large ${key}`, form.transformLarge);
    const small = (value: Edge) => once(value, `small ${key}`, form.transformSmall);
    const filter = (value: Edge) => once(value, `filter ${key}`, form.transformFilter);
    switch (convolution.kind) {
      case 'small':
        return [form.small(large(convolution.large), filter(convolution.filter))];
      case 'large':
        return [form.large(small(convolution.small), filter(convolution.filter))];
      case 'filter':
        return [form.filter(large(convolution.large), small(convolution.small))];
    }
  });
}
