/** Edit distance with transpositions (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

/** The candidate a person most likely meant, or undefined when none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[-_ ]/g, '');
  const wanted = plain(word).slice(0, 64);
  const ranked = [...candidates]
    .map((candidate) => ({ candidate, far: distance(wanted, plain(candidate)) }))
    .filter(({ candidate, far }) => far <= Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3)))
    .sort((a, b) => a.far - b.far || a.candidate.localeCompare(b.candidate));
  return ranked[0]?.candidate;
}

/** `did you mean 'x'? Available: a, b, c.` — the tail of every "unknown name" message. */
export function suggest(word: string, candidates: Iterable<string>): string {
  const all = [...candidates].sort();
  const near = nearest(word, all);
  const available = all.length > 0 ? `Available: ${all.join(', ')}.` : 'None is available.';
  return near === undefined ? available : `Did you mean '${near}'? ${available}`;
}
