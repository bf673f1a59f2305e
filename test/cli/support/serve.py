"""Loads SavedModels and calls their signature `serving_default`.

Takes [{"folder": …, "inputs": {name: {"dtype": …, "shape": […], "values": […]}}}] on stdin, gives the flat outputs by
name and the signatures' shapes on stdout.
"""

import json
import sys

import tensorflow as tf


def serve(folder, inputs):
    model = tf.saved_model.load(folder)
    signature = model.signatures["serving_default"]
    tensors = {
        name: tf.reshape(tf.constant(given["values"], given["dtype"]), given["shape"]) for name, given in inputs.items()
    }
    outputs = signature(**tensors)
    return {
        "outputs": {name: tf.reshape(value, [-1]).numpy().tolist() for name, value in outputs.items()},
        "shapes": {name: value.shape.as_list() for name, value in outputs.items()},
        "takes": {name: spec.shape.as_list() for name, spec in signature.structured_input_signature[1].items()},
    }


json.dump([serve(**request) for request in json.load(sys.stdin)], sys.stdout)
