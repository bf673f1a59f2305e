/** Tables whose headings are buttons sort by that column; a second press turns the order round. */
export function startTables(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('th > button')) {
    button.addEventListener('click', () => sortBy(button.parentElement as HTMLTableCellElement));
  }
}

function sortBy(heading: HTMLTableCellElement): void {
  const body = heading.closest('table')?.tBodies[0];
  if (!body) return;
  const descending = heading.ariaSort === 'ascending';
  for (const other of heading.parentElement!.children) other.removeAttribute('aria-sort');
  heading.ariaSort = descending ? 'descending' : 'ascending';
  const key = (row: HTMLTableRowElement) => row.cells[heading.cellIndex]?.dataset['key'] ?? '';
  const rows = [...body.rows].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    const order = x === '' || y === '' ? Number(x === '') - Number(y === '') : compareKeys(x, y);
    return descending && x !== '' && y !== '' ? -order : order;
  });
  body.append(...rows);
}

const compareKeys = (x: string, y: string) =>
  Number.isNaN(Number(x)) || Number.isNaN(Number(y)) ? x.localeCompare(y) : Number(x) - Number(y);

/** A select that shows one of several panels, such as one leaderboard for each metric. */
export function startPanels(): void {
  for (const select of document.querySelectorAll<HTMLSelectElement>('select[data-panels]')) {
    const panels = document.querySelectorAll<HTMLElement>(`[data-panel^="${select.dataset['panels']}-"]`);
    const show = () => panels.forEach((panel, i) => (panel.hidden = i !== select.selectedIndex));
    select.addEventListener('change', show);
    show();
  }
}
