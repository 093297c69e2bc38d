#!/usr/bin/env node
import { startSandbox } from './index';
import { runCommand } from './server/command';

void runCommand(process, startSandbox);
