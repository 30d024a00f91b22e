/**
 * Ends every run with the suites that did not run and why, and one closing line `N passed, N failed, N skipped`.
 * With CI=true a skipped suite is a failure: a suite nobody sees fail protects nobody.
 */
export default class SkippedReporter {
  #failed = false;

  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap((file) =>
      file.testResults.filter((t) => t.status === 'pending' || t.status === 'todo').map((t) => t.fullName),
    );
    if (skipped.length > 0) {
      console.log('Skipped:');
      for (const name of skipped) console.log(`  ${name}`);
      this.#failed = process.env.CI === 'true';
    }
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    console.log(`${results.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped`);
  }

  getLastError() {
    return this.#failed ? new Error('CI: suites were skipped') : undefined;
  }
}
