import { fill, constant } from '../graph/build.js';
import { sizeOf, type Graph } from '../graph/graph.js';
import { rewrite } from '../graph/rewrite.js';

/** Below this a constant may be a shape or a list of axes, which compilers must see as values; and it costs nothing. */
const smallest = 64;

/**
 * Constants whose values are all equal become a Fill. TensorFlow.js uploads zeros and ones the size of every
 * activation: 41 MB in the graph of a small DCGAN.
 */
export const fillEqualConstants = (graph: Graph): Graph =>
  rewrite(graph, ({ values, outputs }) => {
    const [output] = outputs;
    if (!values || !output || sizeOf(output.shape) < smallest) return undefined;
    const [first] = values;
    // Object.is tells 0 from -0 and takes NaN for NaN, so the bits stay the same.
    if (!values.every((value) => Object.is(value, first))) return undefined;
    return [fill(output.shape, constant(values.slice(0, 1), [], output.dtype))];
  });
