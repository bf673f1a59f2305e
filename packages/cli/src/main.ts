import { exitCodes, isSaddleError, SaddleError } from '@saddle/core';
import { Command, CommanderError } from 'commander';
import { addCheckCommand } from './commands/check.js';
import { addCompareCommand } from './commands/compare.js';
import { addDataCommand } from './commands/data.js';
import { addDoctorCommand } from './commands/doctor.js';
import { addEvaluateCommand } from './commands/evaluate.js';
import { addInspectCommand } from './commands/inspect.js';
import { addExportCommand } from './commands/export.js';
import { addLsCommand } from './commands/ls.js';
import { addMetricsCommand } from './commands/metrics.js';
import { addNewCommand } from './commands/new.js';
import { addPluginsCommand } from './commands/plugins.js';
import { addQuickstartCommand } from './commands/quickstart.js';
import { addReferenceCommand } from './commands/reference.js';
import { addResumeCommand } from './commands/resume.js';
import { addRunCommand } from './commands/run.js';
import { addSampleCommand } from './commands/sample.js';
import { addSchemaCommand } from './commands/schema.js';
import { addSetupCommand } from './commands/setup.js';
import { addShowCommand } from './commands/show.js';
import { addStudyCommand } from './commands/study.js';
import { addTranslateCommand } from './commands/translate.js';
import { addValidateCommand } from './commands/validate.js';
import { RunFailure } from './run/run-failure.js';
import { saddleVersion } from './version.js';

function makeProgram(): Command {
  const program = new Command('saddle')
    .description('A research framework for GAN variants on TensorFlow.js with native TensorFlow below it')
    .version(saddleVersion)
    .option('--trace', 'print the stack of errors')
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 42 wrong configuration or usage, 75 interrupted (resume continues), 1 other failures.',
    );
  for (const add of [
    addRunCommand,
    addResumeCommand,
    addSampleCommand,
    addTranslateCommand,
    addExportCommand,
    addEvaluateCommand,
    addMetricsCommand,
    addStudyCommand,
    addCompareCommand,
    addLsCommand,
    addShowCommand,
    addValidateCommand,
    addInspectCommand,
    addSchemaCommand,
    addPluginsCommand,
    addNewCommand,
    addCheckCommand,
    addReferenceCommand,
    addDataCommand,
    addSetupCommand,
    addDoctorCommand,
    addQuickstartCommand,
  ]) {
    add(program);
  }
  return program;
}

/** Prints an error as people need it. With `--json` also as the JSON line that scripts wait for. */
function report(thrown: unknown, args: readonly string[]): number {
  const error = thrown instanceof RunFailure ? thrown.reason : thrown;
  const trace = args.includes('--trace');
  const coded = isSaddleError(error) ? error : internal(error);
  const issues = coded.issues.length > 0 ? coded.issues : [coded];
  for (const issue of issues) process.stderr.write(`error ${issue.code}: ${issue.message}\n`);
  if (issues.length > 1) process.stderr.write(`${issues.length} problems.\n`);
  if (trace) process.stderr.write(`${(error as Error).stack}\n`);
  if (args.includes('--json')) {
    const status = coded.code === 'SADDLE_INTERRUPTED' ? 'interrupted' : 'failed';
    const standing = thrown instanceof RunFailure ? thrown.standing : {};
    process.stdout.write(`${JSON.stringify({ ...standing, status, error: coded })}\n`);
  }
  return coded.exitCode;
}

const internal = (error: unknown): SaddleError =>
  new SaddleError('SADDLE_INTERNAL', {
    problem: error instanceof Error ? error.message : String(error),
    advice: 'This is not a message that Saddle meant to give. Run again with --trace and report it.',
    cause: error,
  });

/** Runs one command line; returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  process.setSourceMapsEnabled(true);
  process.exitCode = undefined;
  try {
    await makeProgram().parseAsync(args, { from: 'user' });
    return (process.exitCode as number | undefined) ?? exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.configuration;
    return report(error, args);
  }
}
