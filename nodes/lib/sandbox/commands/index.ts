import type { Terminal } from './terminal';
import { runDoctor } from './doctor';
import { runSign } from './sign';

/** The subcommands that look at signatures, by their names; the command without one starts the sandbox. */
export const subcommands: Readonly<Record<string, (self: Terminal) => Promise<void>>> = {
  doctor: runDoctor,
  sign: runSign,
};
