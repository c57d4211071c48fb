/** The browser the page is tried in. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { describe } from 'vitest';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const isMissing = !existsSync(executablePath);
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

/** Needs a browser; where there is none the run says so, or fails where REQUIRE_BROWSER is set. */
export const describeInBrowser = describe.skipIf(isMissing && !process.env.REQUIRE_BROWSER);
if (isMissing) process.stderr.write(`No Chromium at ${executablePath}: the page is not tried in a browser.\n`);

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: flags });
}
