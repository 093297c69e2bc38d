/** The journal of orders: where it is kept, and what it says. */
export type { Journal } from './journal';
export { originOf, type JournalRecord, type Origin, type PlacementRecord } from './records';
export { openFileJournal, readFileJournal, type FileJournalOptions } from './file-journal';
export { memoryJournal } from './memory-journal';
export { createBook, type Book, type SwitchRecord } from './book';
export { isUnsure, type PlacementState } from './life';
export { isFinished, isOpen, isWorking, type PlacementEntry } from './placement-entry';
