import { typeOf, type Edge, type GraphNode } from '../../graph/graph.js';
import { dataTypes } from '../../native/data-types.js';

/**
 * A convolution whose kernel is two strides wide, and its two gradients: all of DCGAN's. They are three readings of one
 * relation between the `large` side [batch, height, width, channels], the `small` side and the filter
 * [kernel, kernel, large channels, small channels].
 */
export interface Geometry {
  readonly stride: number;
  readonly batch: number;
  readonly large: { readonly height: number; readonly width: number; readonly channels: number };
  readonly small: { readonly height: number; readonly width: number; readonly channels: number };
  /** Zeros before the first row and column of the large side. */
  readonly padding: { readonly top: number; readonly left: number };
}

/** What a convolution op computes, from which two of the three. */
export type Convolution =
  | { readonly kind: 'small'; readonly geometry: Geometry; readonly large: Edge; readonly filter: Edge }
  | { readonly kind: 'large'; readonly geometry: Geometry; readonly small: Edge; readonly filter: Edge }
  | { readonly kind: 'filter'; readonly geometry: Geometry; readonly large: Edge; readonly small: Edge };

/** The convolution that a node is, if it has the form. */
export function readConvolution(node: GraphNode): Convolution | undefined {
  const [a, b, c] = node.inputs as [Edge, Edge, Edge];
  const output = node.outputs[0]!;
  switch (node.op) {
    case 'Conv2D': {
      const geometry = geometryOf(node, typeOf(a).shape, output.shape, typeOf(b).shape);
      return geometry && { kind: 'small', geometry, large: a, filter: b };
    }
    case 'Conv2DBackpropInput': {
      const geometry = geometryOf(node, output.shape, typeOf(c).shape, typeOf(b).shape);
      return geometry && { kind: 'large', geometry, filter: b, small: c };
    }
    case 'Conv2DBackpropFilter': {
      const geometry = geometryOf(node, typeOf(a).shape, typeOf(c).shape, output.shape);
      return geometry && { kind: 'filter', geometry, large: a, small: c };
    }
    default:
      return undefined;
  }
}

function geometryOf(
  { attributes, outputs }: GraphNode,
  [batch, height, width, channels]: readonly number[],
  [, smallHeight, smallWidth, smallChannels]: readonly number[],
  [kernelHeight, kernelWidth, filterChannels]: readonly number[],
): Geometry | undefined {
  const [, strideY, strideX] = attributes['strides'] as readonly number[];
  const dilations = attributes['dilations'] as readonly number[];
  const stride = strideY!;
  const plain =
    outputs[0]!.dtype === dataTypes.float32 &&
    attributes['data_format'] === 'NHWC' &&
    dilations.every((dilation) => dilation === 1) &&
    strideX === stride &&
    stride > 1 &&
    kernelHeight === 2 * stride &&
    kernelWidth === 2 * stride &&
    filterChannels === channels;
  if (!plain) return undefined;
  const top = paddingBefore(attributes, 1, height!, smallHeight!, stride);
  const left = paddingBefore(attributes, 2, width!, smallWidth!, stride);
  if (top === undefined || left === undefined) return undefined;
  return {
    stride,
    batch: batch!,
    large: { height: height!, width: width!, channels: channels! },
    small: { height: smallHeight!, width: smallWidth!, channels: smallChannels! },
    padding: { top, left },
  };
}

/** Padding before, if with the padding after it the kernel covers the large side exactly. */
function paddingBefore(
  attributes: GraphNode['attributes'],
  axis: number,
  large: number,
  small: number,
  stride: number,
): number | undefined {
  const total = (small + 1) * stride - large;
  if (total < 0) return undefined;
  switch (attributes['padding']) {
    case 'SAME':
      return Math.floor(total / 2);
    case 'VALID':
      return total === 0 ? 0 : undefined;
    case 'EXPLICIT': {
      const paddings = attributes['explicit_paddings'] as readonly number[];
      const [before, after] = paddings.slice(2 * axis, 2 * axis + 2) as [number, number];
      return before + after === total ? before : undefined;
    }
    default:
      return undefined;
  }
}
