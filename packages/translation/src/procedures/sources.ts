import { SaddleError, type DatasetInfo, type Network, type SampleInfo } from '@saddle/core';

/** What the data's sources are. @throws SADDLE_CONFIG_INCOMPATIBLE where there are none */
export function sourceOf(procedure: string, { fields, sample }: DatasetInfo): SampleInfo {
  const field = fields['source'];
  if (field) return { shape: field.shape, range: sample.range };
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `The procedure '${procedure}' translates the field 'source' of the data, which has ${Object.keys(fields).join(', ')}.`,
    advice: 'Make sources of the samples by `data.degrade`, or choose data that has them, such as `two-folders`.',
  });
}

/** What a config can ask for that a translation has no use for: each with the number of times it is asked for. */
export function refuse(
  procedure: string,
  asked: Readonly<Record<string, { readonly count: number; readonly reason: string }>>,
) {
  for (const [what, { count, reason }] of Object.entries(asked)) {
    if (count === 0) continue;
    throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
      problem: `The procedure '${procedure}' takes no \`${what}\`: ${reason}.`,
      advice: `Leave out \`${what}\`.`,
    });
  }
}

/** @throws SADDLE_CONFIG_INCOMPATIBLE for a generator that makes pictures out of latents */
export function requireSource(procedure: string, generator: Network): void {
  const inputs = Object.values(generator.parts).flatMap(({ inputs: ofPart }) =>
    ofPart.map(({ sourceLayer }) => sourceLayer.name),
  );
  if (inputs.includes('source')) return;
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `The procedure '${procedure}' needs a generator with an input called source; this one takes ${inputs.join(', ')}.`,
    advice: "Choose the architecture 'pix2pix' or 'cyclegan'.",
  });
}
