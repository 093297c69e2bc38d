import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isPlainObject } from '../rules/shapes';
import { systemCode } from './storage-failure';

/** Who holds a lease, as the lock file says it. */
export interface Holder {
  /** Random: one for each time that a lease is taken. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Where that process id means something: this start of the machine and its process namespace. '' where unknown. */
  readonly place: string;
  /** When the process began, in the system's own units; '' where unknown. Tells it from a later one of the same id. */
  readonly began: string;
}

export async function thisProcess(id: string): Promise<Holder> {
  const { pid } = process;
  const began = (await processFacts(pid))?.began ?? '';
  return { id, host: hostname(), pid, place: await processPlace(), began };
}

/** The holder that a lock file names, or undefined when it does not say. */
export function readHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isPlainObject(value)) return undefined;
    const { id, host, pid, place, began } = value;
    const texts = [id, host, place, began].every((one) => typeof one === 'string');
    return texts && Number.isSafeInteger(pid) && Number(pid) > 0 ? (value as unknown as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * True only when it is proven that the holder's process is gone. A process of another machine, or of another container
 * on this one, cannot be seen from here.
 */
export async function isGone(holder: Holder): Promise<boolean> {
  const here = await thisProcess('');
  if (holder.host !== here.host || holder.place !== here.place) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (thrown) {
    if (systemCode(thrown) === 'ESRCH') return true;
  }
  const facts = await processFacts(holder.pid);
  if (!facts) return false;
  return facts.ended || (holder.began !== '' && facts.began !== holder.began);
}

/** Linux tells both; elsewhere process ids are the machine's own, and the host's name has to do. */
async function processPlace(): Promise<string> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot.trim()} ${await readlink('/proc/self/ns/pid')}`;
  } catch {
    return '';
  }
}

/** Of /proc/<pid>/stat: field 3 is the state (Z: ended, but its parent did not look yet), field 22 when it began. */
async function processFacts(pid: number): Promise<{ ended: boolean; began: string } | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, which may itself hold spaces and brackets.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { ended: fields[0] === 'Z' || fields[0] === 'X', began: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}
