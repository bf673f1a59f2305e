/** Light, dark or as the system says; remembered where the browser lets a file remember. */
const themes = ['auto', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

export const themeListeners: (() => void)[] = [];

function readTheme(): Theme {
  try {
    return (localStorage.getItem('saddle-theme') as Theme | null) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  const button = document.querySelector<HTMLButtonElement>('#theme');
  if (button) button.textContent = `Theme: ${theme}`;
  for (const listener of themeListeners) listener();
}

export function startTheme(): void {
  applyTheme(readTheme());
  document.querySelector('#theme')?.addEventListener('click', () => {
    const now = document.documentElement.dataset['theme'] as Theme;
    const next = themes[(themes.indexOf(now) + 1) % themes.length]!;
    applyTheme(next);
    try {
      localStorage.setItem('saddle-theme', next);
    } catch {
      // A page from a file may not be allowed to remember; the choice holds until it is closed.
    }
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    for (const listener of themeListeners) listener();
  });
}

/** Paper is white, and closed parts would be missing on it. */
export function startPrinting(): void {
  let before: Theme = 'auto';
  let closed: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    before = (document.documentElement.dataset['theme'] as Theme | undefined) ?? 'auto';
    closed = [...document.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
    for (const details of closed) details.open = true;
    applyTheme('light');
  });
  addEventListener('afterprint', () => {
    for (const details of closed) details.open = false;
    applyTheme(before);
  });
}

/** What a colour of the style sheet is in the theme of now, for canvases. */
export function colourOf(property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
