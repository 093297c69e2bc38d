import { mkdirSync } from 'node:fs';
import path from 'node:path';

/** Where the tests leave what they saw, for a person to look at: ignored by git, gone with the next build. */
export const pictures = path.resolve(__dirname, '../../pictures');

mkdirSync(pictures, { recursive: true });
