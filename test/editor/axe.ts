import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact?: string | null;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

/** What axe-core calls serious or worse within the part of the page that the selector names, one text each. */
export async function axeProblems(page: Page, within: string): Promise<string[]> {
  if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(source);
  // All that the editor shows stands outside the flow of its page, whose height is 0: axe-core takes that for hidden.
  await page.addStyleTag({ content: 'html, body { height: 100%; }' });
  const run = `axe.run(${JSON.stringify(within)}, { resultTypes: ['violations'] }).then((it) => it.violations)`;
  const violations = (await page.evaluate(run)) as Violation[];
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
}
