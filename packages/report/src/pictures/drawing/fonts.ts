import { GlobalFonts } from '@napi-rs/canvas';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The letters of pictures come along as a package, so that pictures look the same on machines without any fonts. */
const subsets = { latin: 'Saddle Sans', 'latin-ext': 'Saddle Sans Extended', greek: 'Saddle Sans Greek' };
const weights = [400, 600];

let registered = false;

/** The font list of every text; registers the fonts on first use. */
export function fontFamilies(): string {
  if (!registered) {
    const { resolve } = createRequire(import.meta.url);
    for (const [subset, family] of Object.entries(subsets)) {
      for (const weight of weights) {
        GlobalFonts.register(
          readFileSync(resolve(`@fontsource/inter/files/inter-${subset}-${weight}-normal.woff2`)),
          family,
        );
      }
    }
    registered = true;
  }
  return [...Object.values(subsets).map((family) => `"${family}"`), 'sans-serif'].join(', ');
}
