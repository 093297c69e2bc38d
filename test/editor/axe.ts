import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** One rule that a part of the page breaks, as far as tests look. */
interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Only what is asked for, and nothing fetched. */
const OPTIONS = { resultTypes: ['violations'], preload: false, iframes: false };

const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds serious or critical in the part of the page that the selector names, as text to read. */
export async function seriousFindings(page: Page, selector: string): Promise<string[]> {
  await page.evaluate(source);
  // All that the editor shows stands outside the flow of its page, whose height is 0: axe-core takes that for hidden.
  await page.addStyleTag({ content: 'html, body { height: 100%; }' });
  const violations = await page.evaluate<Violation[]>(
    `axe.run(${JSON.stringify(selector)}, ${JSON.stringify(OPTIONS)}).then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const where = nodes.map(({ html, failureSummary }) => `${html}\n    ${failureSummary}`);
      return `${id} (${help}):\n  ${where.join('\n  ')}`;
    });
}
