#!/usr/bin/env node
import { subcommands } from './commands';
import { startSandbox } from './index';
import { runCommand } from './server/command';

const [, , first = ''] = process.argv;
const subcommand = Object.hasOwn(subcommands, first) ? subcommands[first] : undefined;
void (subcommand ? subcommand(process) : runCommand(process, startSandbox));
