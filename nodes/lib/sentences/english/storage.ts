/** Why the order journal, or another file, cannot be used: a clause with the way out. */
export const journal = {
  /** What the system or another process did, and to which file. */
  where: '__why__ (__where__)',
  closed: 'the journal is closed',
  fileClosed: '__file__ was closed',
  givenBack: '__file__ was given back',
  takenOver:
    'another process took it over while this one was silent, or its lock was removed; stop the other one, then restart this one',
  lock: 'its lock cannot be read and written, so another process may have it; make that possible',
  line: 'line __line__ of __file__ __why__; delete that line after a look at the orders of its time, or move the file away to begin anew',
  isDamaged: 'is damaged',
  otherVersion: 'is of another version of this package',
  noFormat: 'does not say __format__',
  process: 'process __pid__ on __host__',
  another: 'another process',
  inUse: '__who__ has it open (__file__); stop that one, or give each its own folder',
} as const;

/** What the system says of a file. */
export const disk = {
  full: 'the disk is full; free some space',
  share: "the user's share of the disk is used up; free some space",
  fileSize: 'the file may not grow any more; raise the file size limit',
  readOnly: 'the disk is mounted read-only; mount it for writing',
  forbidden: 'the user that runs Node-RED may not write there; give it the right to',
  noFolder: 'a part of the path is not a folder; move that away',
  folder: 'there is a folder in its place; move that away',
  error: 'the disk reports an error; check the disk',
  refused: 'the system refuses the file',
} as const;
