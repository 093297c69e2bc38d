/** `npm run readme`: makes the generated parts of README.md anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { freshReadme, readmePath } from './sections';

void freshReadme(readFileSync(readmePath, 'utf8')).then((text) => writeFileSync(readmePath, text));
