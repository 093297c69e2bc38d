import { randomUUID } from 'node:crypto';
import { openConnection } from '../../nodes/lib/api';
import { type Desk, openDesk } from '../../nodes/lib/placement/desk';
import { openFileJournal, type JournalRecord } from '../../nodes/lib/placement/journal';
import { type Access, type FaceName, faces } from './face';
import type { JournalProbe } from './journal-probe';
import type { ScaledClock } from './scaled-clock';

export interface DeskParts {
  readonly access: Access;
  /** Which API of the exchange it trades on. */
  readonly face: FaceName;
  readonly clock: ScaledClock;
  /** Folder of the journal. */
  readonly folder: string;
  readonly probe?: JournalProbe;
  /** `exchange` keeps the exchange's documented rate limits, and is the default. */
  readonly limiter?: 'exchange' | 'off';
}

/** A desk with its own connection, and an end that gives both back. */
export interface OpenedDesk {
  readonly desk: Desk;
  close(): Promise<void>;
}

/** What every order of the rig says that it comes from. */
export const NODE = 'place';

/** Opens a desk as an account does, over the file journal in that folder; it is gone when it is closed. */
export function openDeskAt({
  access,
  face,
  clock,
  folder,
  probe,
  limiter = 'exchange',
}: DeskParts): OpenedDesk {
  const { environment, credential } = faces[face];
  const connection = openConnection({
    origin: access.origin,
    credential: credential(access),
    environment,
    limiter,
    clock,
  });
  const desk = openDesk({
    identity: folder,
    openJournal: async () => {
      const journal = await openFileJournal(folder);
      return probe ? probe.around(journal) : journal;
    },
    connect: async () => connection,
    clock,
    newId: randomUUID,
    graceMs: 0,
  });
  return {
    desk,
    close: async () => {
      await desk.close();
      await connection.release();
    },
  };
}

/** Everything that the journal in that folder holds, read anew. Nobody may have it open. */
export async function readJournal(folder: string): Promise<readonly JournalRecord[]> {
  const journal = await openFileJournal(folder);
  try {
    return await journal.read();
  } finally {
    await journal.close();
  }
}
