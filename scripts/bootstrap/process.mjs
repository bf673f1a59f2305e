import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './root.mjs';

/** An error whose message is meant for people; the stack says nothing more. */
export class ExpectedError extends Error {
  expected = true;
}

/**
 * Runs a command in the root with this process's output and no input; resolves with its exit status. Signals are
 * left to the child, which shares the terminal or gets them passed on, so that it can finish what it must.
 */
export function inherit(command, args, { env = process.env, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env, shell });
    const pass = (signal) => child.kill(signal);
    const ignore = () => undefined;
    process.on('SIGTERM', pass).on('SIGHUP', pass).on('SIGINT', ignore);
    const restore = () => process.off('SIGTERM', pass).off('SIGHUP', pass).off('SIGINT', ignore);
    child.on('error', (error) => {
      restore();
      reject(error);
    });
    child.on('close', (status, signal) => {
      restore();
      resolve(status ?? 128 + (constants.signals[signal] ?? 1));
    });
  });
}

/** Runs a command and resolves with its standard output, or undefined when it fails or does not exist. */
export function capture(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'], shell: isWindows });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part) => (text += part));
    child.on('error', () => resolve(undefined));
    child.on('close', (status) => resolve(status === 0 ? text.trim() : undefined));
  });
}

/** npm is a script there, which only a shell can start. */
export const isWindows = process.platform === 'win32';
