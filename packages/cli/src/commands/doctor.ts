import { exitCodes } from '@saddle/core';
import { doctor, formatDoctor } from '@saddle/runtime/provision';
import type { Command } from 'commander';
import { shared } from './options.js';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('say what is found, what is missing and which command mends it')
    .addOption(shared.json())
    .action(async ({ json }: { json?: boolean }) => {
      const report = await doctor();
      process.stdout.write(json ? `${JSON.stringify(report)}\n` : `${formatDoctor(report)}\n`);
      if (!report.ok) process.exitCode = exitCodes.failed;
    });
}
