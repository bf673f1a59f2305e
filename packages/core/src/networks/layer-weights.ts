import type * as tf from '@tensorflow/tfjs';

/** What a layer holds for each weight (tfjs-layers' LayerVariable; not exported there). */
interface LayerVariable {
  readonly originalName: string;
  readonly trainable: boolean;
  readonly val: tf.Variable;
  read(): tf.Tensor;
}

export interface LayerWeight {
  /** `<layer>/<weight>`, the same in every process. */
  readonly name: string;
  readonly trainable: boolean;
  readonly variable: tf.Variable;
  /** Makes the layer read `value` instead, until the returned function is called. */
  replace(value: tf.Tensor): () => void;
}

/** Names that tfjs makes up count the layers of the whole process; such a layer is called by kind and position. */
function layerName(layer: tf.layers.Layer, position: number): string {
  const kind = layer.getClassName();
  const madeUp = new RegExp(`_${kind}\\d+$`).test(layer.name);
  return madeUp ? `${position}-${kind.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()}` : layer.name;
}

/** Every weight of a model with a stable name. */
export function layerWeights(model: tf.LayersModel): LayerWeight[] {
  return model.layers.flatMap((layer, position) => {
    const trainable = new Set(layer.trainableWeights as unknown as LayerVariable[]);
    const taken = new Map<string, number>();
    return (layer.weights as unknown as LayerVariable[]).map((weight) => {
      const own = weight.originalName.slice(
        weight.originalName.startsWith(`${layer.name}/`) ? layer.name.length + 1 : 0,
      );
      const uses = taken.get(own) ?? 0;
      taken.set(own, uses + 1);
      return {
        name: `${layerName(layer, position)}/${own}${uses === 0 ? '' : `_${uses}`}`,
        trainable: trainable.has(weight),
        variable: weight.val,
        replace(value: tf.Tensor) {
          weight.read = () => value;
          // Deleting the own property brings the class's method back.
          return () => void delete (weight as Partial<LayerVariable>).read;
        },
      };
    });
  });
}
