import { SaddleError, suggest } from '@saddle/core';
import { CsvError, parse } from 'csv-parse/sync';

/** A CSV file: its header and its cells, row by row, with the line each row ends on. */
export interface Table {
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
}

/** @throws SADDLE_DATA_CORRUPT with the line, for what RFC 4180 does not allow, and for a missing header or no rows. */
export function parseTable(file: string, bytes: Buffer, delimiter: string): Table {
  const rows: string[][] = [];
  const lines: number[] = [];
  try {
    parse(bytes, {
      delimiter,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      on_record: (row: string[], { lines: line }: { lines: number }) => {
        rows.push(row);
        lines.push(line);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error['lines']);
    throw damaged(file, line, error.message, error);
  }
  const [header, ...body] = rows;
  if (!header || body.length === 0) {
    throw damaged(file, lines[0] ?? 1, 'Expected a line of column names and at least one row; the file ends here.');
  }
  const repeated = header.find((name, i) => header.indexOf(name) !== i);
  if (repeated !== undefined) throw damaged(file, lines[0]!, `Two columns are called '${repeated}'.`);
  return { file, header, rows: body, lines: lines.slice(1) };
}

const damaged = (file: string, line: number, problem: string, cause?: unknown): SaddleError =>
  new SaddleError('SADDLE_DATA_CORRUPT', {
    problem,
    at: { file, line },
    advice: 'Correct the file.',
    ...(cause !== undefined && { cause }),
  });

/** @throws SADDLE_CONFIG_INCOMPATIBLE, with the nearest name, where there is no such column. */
export function columnIndex({ file, header }: Table, name: string): number {
  const index = header.indexOf(name);
  if (index >= 0) return index;
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `There is no column '${name}'. ${suggest(name, header)}`,
    at: { file, line: 1 },
  });
}

/** @throws SADDLE_DATA_CORRUPT with line and column for a cell that is no finite number. */
export function numbersOf({ file, header, rows, lines }: Table, column: number): Float64Array {
  return Float64Array.from(rows, (row, i) => {
    const text = row[column]!;
    const value = text === '' ? NaN : Number(text);
    if (Number.isFinite(value)) return value;
    throw new SaddleError('SADDLE_DATA_CORRUPT', {
      problem: `Expected a finite number in column '${header[column]}' (column ${column + 1} of the table); received '${text}'.`,
      at: { file, line: lines[i]! },
      advice: 'Correct the cell, name the column in `categorical`, or leave it out of `columns`.',
    });
  });
}

/** A column's distinct values in sorted order, and the number of each row's. */
export function categoriesOf({ rows }: Table, column: number): { names: string[]; codes: Int32Array } {
  const names = [...new Set(rows.map((row) => row[column]!))].sort();
  const numbers = new Map(names.map((name, code) => [name, code]));
  return { names, codes: Int32Array.from(rows, (row) => numbers.get(row[column]!)!) };
}
