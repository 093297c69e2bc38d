// mocha's spec report; where TEST_SUMMARY names a file, also the counts and what failed in it as JSON.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

export default class SpecWithSummary extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const broken = this.failures.map((test) => ({ title: test.fullTitle(), reason: test.err?.message }));
      const file = process.env.TEST_SUMMARY;
      if (file) writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, pending, broken }));
    });
  }
}
