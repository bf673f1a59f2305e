import { existsSync } from 'node:fs';

type Tool = 'node' | 'python' | 'pip' | 'compiler';

const managers = [
  {
    marker: '/usr/bin/apt-get',
    install: 'sudo apt-get install',
    names: { node: 'nodejs npm', python: 'python3', pip: 'python3-pip', compiler: 'g++' },
  },
  {
    marker: '/usr/bin/dnf',
    install: 'sudo dnf install',
    names: { node: 'nodejs npm', python: 'python3', pip: 'python3-pip', compiler: 'gcc-c++' },
  },
  {
    marker: '/usr/bin/pacman',
    install: 'sudo pacman -S',
    names: { node: 'nodejs npm', python: 'python', pip: 'python-pip', compiler: 'gcc' },
  },
  {
    marker: '/usr/bin/zypper',
    install: 'sudo zypper install',
    names: { node: 'nodejs npm', python: 'python3', pip: 'python3-pip', compiler: 'gcc-c++' },
  },
  {
    marker: '/opt/homebrew/bin/brew',
    install: 'brew install',
    names: { node: 'node', python: 'python', pip: 'python', compiler: 'llvm' },
  },
  {
    marker: '/usr/local/bin/brew',
    install: 'brew install',
    names: { node: 'node', python: 'python', pip: 'python', compiler: 'llvm' },
  },
] as const;

const homes: Record<Tool, string> = {
  node: 'Install Node.js 20.11 or newer from https://nodejs.org',
  python: 'Install Python 3.8 or newer from https://www.python.org',
  pip: 'python3 -m ensurepip --upgrade',
  compiler: 'Install a C++17 compiler (g++ or clang++), or set CXX to one',
};

/** The command that installs a tool with this machine's package manager, or where to get it. */
export function installAdvice(tool: Tool): string {
  const manager = managers.find(({ marker }) => existsSync(marker));
  // Distributions' own Node is often older than what is needed, so the publisher is named instead.
  return manager === undefined || tool === 'node' ? homes[tool] : `${manager.install} ${manager.names[tool]}`;
}
