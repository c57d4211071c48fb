/**
 * Says which test files may be run once more, one a line: those in which nothing but waiting failed, as on a machine that
 * stood still. Ends with 1, and names them, where an assertion failed: that may be a message sent twice.
 */
import { readFileSync } from 'node:fs';

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const failed = testResults.filter(({ status }) => status === 'failed');
const isAssertion = (text) => text.startsWith('AssertionError') || text.startsWith('Error: Property failed');
const isWrong = ({ assertionResults }) =>
  assertionResults.some(({ failureMessages }) => failureMessages?.some(isAssertion));
const wrong = failed.filter(isWrong);
for (const { name } of wrong) console.error(`wrong, not slow: ${name}`);
if (wrong.length > 0 || failed.length === 0) process.exit(1);
for (const { name } of failed) console.log(name);
