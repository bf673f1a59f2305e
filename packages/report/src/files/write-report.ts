import { basename, dirname, extname, join } from 'node:path';
import { renderReport } from '../html/render-report.js';
import type { ReportModel } from '../model.js';
import { curvesCsv, runsCsv } from './csv.js';
import { reportJson } from './report-json.js';
import { writeAtomically } from './write-atomically.js';

/**
 * Writes the report at `path` (HTML) and beside it report.json, runs.csv and curves.csv; for another name than report,
 * x.html, these are x.json, x-runs.csv and x-curves.csv. Each file is written whole or not at all. Returns their paths.
 */
export async function writeReport(
  path: string,
  model: ReportModel,
): Promise<{ readonly html: string; readonly json: string; readonly runs: string; readonly curves: string }> {
  const stem = basename(path, extname(path));
  const beside = (name: string) => join(dirname(path), name);
  const prefix = stem === 'report' ? '' : `${stem}-`;
  const paths = {
    html: path,
    json: beside(`${stem}.json`),
    runs: beside(`${prefix}runs.csv`),
    curves: beside(`${prefix}curves.csv`),
  };
  await writeAtomically(paths.html, renderReport(model));
  await writeAtomically(paths.json, reportJson(model));
  await writeAtomically(paths.runs, runsCsv(model));
  await writeAtomically(paths.curves, curvesCsv(model));
  return paths;
}
