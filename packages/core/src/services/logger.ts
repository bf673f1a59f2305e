import type { Scopable } from '../plugin/token.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line per message; the run's goes to log.txt and, from 'warn' on, to the terminal. */
export interface Logger extends Scopable<Logger> {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** A logger that hands every message to `write` with its level and the scope it came from. */
export function makeLogger(write: (level: LogLevel, scope: string, message: string) => void, scope = ''): Logger {
  return {
    debug: (message) => write('debug', scope, message),
    info: (message) => write('info', scope, message),
    warn: (message) => write('warn', scope, message),
    error: (message) => write('error', scope, message),
    scope: (name) => makeLogger(write, scope ? `${scope}/${name}` : name),
  };
}

export const silentLogger: Logger = makeLogger(() => {});
