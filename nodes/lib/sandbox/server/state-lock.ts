import { makeFolderOf } from '../../storage/atomic-file';
import { type Lease, takeLease } from '../../storage/lease';
import { StorageFailure, storageFailure } from '../../storage/storage-failure';

/**
 * One sandbox a state file: takes the lock beside it, which another that lives keeps and one that died does not.
 * @throws Error that says who has it, or why there can be no lock.
 */
export async function lockState(file: string): Promise<Lease> {
  try {
    await makeFolderOf(file);
    return await takeLease(`${file}.lock`);
  } catch (thrown) {
    const failure = storageFailure(thrown, file);
    const what = failure.reason === 'in-use' ? 'is in use' : 'cannot be written';
    throw new StorageFailure(failure.reason, `The state file ${file} ${what}: ${failure.message}.`);
  }
}
