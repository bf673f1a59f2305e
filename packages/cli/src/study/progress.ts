import type { StudyObserver, StudyRun } from '@saddle/study';
import { formatSeconds, type Output } from '../progress/terminal.js';

const shownRuns = 3;

/** One view of all runs: how many are done, which are under way and how far, and the time left. */
export function studyProgress(output: Output): StudyObserver {
  const start = performance.now();
  return {
    progress({ done, total, before, runs, running }) {
      const seconds = (performance.now() - start) / 1000;
      const speed = (done - before) / Math.max(seconds, 1e-3);
      const left = speed > 0 ? (total - done) / speed : Number.POSITIVE_INFINITY;
      const ended = runs.filter(({ status }) => status === 'done').length;
      const failed = runs.filter(({ status }) => status === 'failed' || status === 'diverged').length;
      const underWay = [...running].slice(0, shownRuns).map(([id, iteration]) => {
        const { iterations } = runs.find((run) => run.id === id)!;
        return `${id} ${Math.floor((100 * iteration) / iterations)}%`;
      });
      const parts = [
        `${ended} of ${runs.length} runs done${failed > 0 ? `, ${failed} failed` : ''}`,
        `ETA ${formatSeconds(left)}`,
        [...underWay, ...(running.size > shownRuns ? ['…'] : [])].join('  '),
      ];
      output.progress({ done, total, text: parts.filter(Boolean).join(' · ') });
    },
    ended: (run) => output.line(ending(run)),
    retried: ({ id, failure }) => output.line(`${id} is tried again: ${failure?.message ?? 'its process ended'}`),
  };
}

function ending({ id, status, failure }: StudyRun): string {
  const reason = failure ? `: ${failure.code === undefined ? '' : `${failure.code} `}${failure.message}` : '';
  return `${id} ${status}${reason}`;
}
