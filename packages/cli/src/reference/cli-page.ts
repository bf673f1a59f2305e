import type { Argument, Command, Option } from 'commander';
import { code, page, table } from './markdown.js';

const shownDefault = ({ defaultValue, defaultValueDescription }: Option): string => {
  if (defaultValueDescription !== undefined) return defaultValueDescription;
  if (defaultValue === undefined || typeof defaultValue === 'boolean') return '';
  return Array.isArray(defaultValue) && defaultValue.length === 0 ? 'none' : code(JSON.stringify(defaultValue));
};

const optionRow = (option: Option): string[] => [
  code(option.flags),
  option.description + (option.argChoices ? `: ${option.argChoices.join(', ')}` : ''),
  shownDefault(option),
];

const argumentRow = (argument: Argument): string[] => [
  code(argument.required ? `<${argument.name()}>` : `[${argument.name()}]`),
  argument.description,
];

/** A command, then the commands inside it. */
function describe(command: Command, parent: string): string[] {
  const name = `${parent} ${command.name()}`;
  const described = command.registeredArguments.filter(({ description }) => description !== '');
  const inner = command.commands.flatMap((each) => describe(each, name));
  return [
    `## ${name}`,
    '',
    '```sh',
    `${name} ${command.usage()}`,
    '```',
    '',
    `${sentence(command.description())}`,
    '',
    ...table(['Argument', ''], described.map(argumentRow)),
    ...table(['Option', '', 'Default'], command.options.map(optionRow)),
    ...inner,
  ];
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;

/** Every command with its arguments and options, as its own help has them. */
export const cliPage = (program: Command): string =>
  page('Command line', [
    sentence(program.description()),
    '',
    ...table(
      ['Command', ''],
      program.commands.map((command) => [
        `[${code(`saddle ${command.name()}`)}](#saddle-${command.name()})`,
        command.description(),
      ]),
    ),
    'Options of every command:',
    '',
    ...table(['Option', '', 'Default'], program.options.map(optionRow)),
    ...program.commands.flatMap((command) => describe(command, 'saddle')),
  ]);
