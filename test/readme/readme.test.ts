import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkout, installPackage, manifestOf, temporaryFolder } from '../flows/installed-package';
import { freshReadme, readmePath } from './sections';
import { patience } from '../patience';

describe('README.md', function () {
  this.timeout(patience(30_000));
  const readme = readFileSync(readmePath, 'utf8');

  it('says what the code says: its generated parts are fresh (npm run readme)', async () => {
    assert.equal(readme, await freshReadme(readme));
  });

  it('names every node', () => {
    for (const type of Object.keys(manifestOf(checkout)['node-red'].nodes)) {
      const label = type.replace('coinbase-', '').replaceAll('-', ' ');
      assert.match(
        readme,
        new RegExp(`\\| \\*\\*${label}\\*\\* +\\|`),
        `${label} is not in the table of nodes`,
      );
    }
  });

  it('links only to files that are in the package and to headings that exist', () => {
    const installed = installPackage(temporaryFolder('readme'));
    const links = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => decodeURI(match[1] ?? ''));
    const inside = links.filter((link) => !link.startsWith('https:'));
    assert.ok(inside.length > 0);
    const headings = [...readme.matchAll(/^#+ (.*)$/gm)].map((match) => `#${slug(match[1] ?? '')}`);
    for (const link of inside) {
      if (link.startsWith('#')) assert.ok(headings.includes(link), `no heading for ${link}`);
      else assert.ok(existsSync(path.join(installed, link)), `${link} is not in the package`);
    }
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const [, name = ''] of readme.matchAll(/npm run ([a-z]+)/g)) assert.ok(name in scripts, name);
  });
});

function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
