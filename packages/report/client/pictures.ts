import type { PicturesPayload } from './payload.js';

/** The step slider: every grid shows its last picture up to that step. */
export function startPictures(): void {
  const slider = document.querySelector<HTMLInputElement>('#picture-step');
  const output = document.querySelector<HTMLOutputElement>('#picture-step-value');
  if (!slider || !output) return;
  const images = [...document.querySelectorAll<HTMLImageElement>('img[data-grid]')];
  const final = images.map((image) => image.src);
  let payload: PicturesPayload | undefined;
  slider.addEventListener('input', () => {
    // Many megabytes: read only when the slider is first moved.
    payload ??= JSON.parse(document.querySelector('#pictures-data')!.textContent) as NonNullable<typeof payload>;
    const step = payload.steps[Number(slider.value)]!;
    output.textContent = `step ${step.toLocaleString('en-US')}`;
    slider.setAttribute('aria-valuetext', output.textContent);
    images.forEach((image, i) => {
      const { steps, sources } = payload!.grids[i]!;
      const at = Math.max(0, steps.filter((own) => own <= step).length - 1);
      image.src = sources[at] ?? final[i]!;
    });
  });
}
