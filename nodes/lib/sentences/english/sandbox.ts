/** Why the local sandbox of an account does not run. */
export const sandbox = {
  notInstalled:
    'its environment is the local sandbox, but the coinbase-sandbox node is not installed or is disabled in the palette',
  missing: 'the sandbox that its account names is missing or disabled',
  portBusy: 'port __port__ is busy: another program listens there',
  notStarted: 'its sandbox cannot start: __why__',
  state: "the sandbox's state file __file__ cannot be written (__code__)",
  long: "the sandbox's field __field__ is too long",
  prices: "the sandbox's field __field__ must be simulated, candles or live",
  flag: "the sandbox's field __field__ must be on or off",
  text: "the sandbox's field __field__ must be text",
  unset: "the sandbox's field __field__ is to come from the environment variable __name__, which is not set",
  whole: "the sandbox's field __field__ must be a whole number from 0 to __most__",
  speed: "the sandbox's field __field__ must be a number of candles a second",
  balance: "the sandbox's field __field__ cannot be read: __why__",
} as const;
