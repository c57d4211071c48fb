/** Third-party suites (第三方应用, 代开发): one from the environment, more from a JSON file. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Secret } from './config-secret.ts';

export type SuiteConfig = {
  suiteId: string;
  secret: Secret;
  callbackToken: Secret;
  /** EncodingAESKey: 43 characters. */
  aesKey: Secret;
  /** What people know it by; shown in forms and reports. */
  name: string;
  /** A suite id that begins with dk is a delegated template (代开发): its companies' tokens come by gettoken. */
  kind: 'suite' | 'delegated';
  /** School notices ask WeCom to drop copies, so that what is in doubt is sent again by itself. */
  duplicateCheck: boolean;
};

/** How many callbacks a stranger could have tried against them is bounded by their length; WeCom makes them like this. */
export const callbackToken = z.string().regex(/^[A-Za-z0-9]{3,32}$/, 'must be 3 to 32 letters and digits');
export const aesKey = z.string().regex(/^[A-Za-z0-9]{43}$/, 'must be the EncodingAESKey, 43 letters and digits');
export const suiteId = z.string().regex(/^(ww|wx|dk|tj)[A-Za-z0-9]{2,62}$/, 'must be a suite id: ww…, wx…, tj… or dk…');

const suiteEntry = z.strictObject({
  suiteId,
  suiteSecret: z.string().regex(/^\S+$/),
  callbackToken,
  callbackAesKey: aesKey,
  name: z.string().min(1).max(75),
  duplicateCheck: z.boolean().default(false),
});
export type SuiteEntry = z.input<typeof suiteEntry>;

export function suiteOf(entry: SuiteEntry): SuiteConfig {
  return {
    suiteId: entry.suiteId,
    secret: new Secret(entry.suiteSecret),
    callbackToken: new Secret(entry.callbackToken),
    aesKey: new Secret(entry.callbackAesKey),
    name: entry.name,
    kind: entry.suiteId.startsWith('dk') ? 'delegated' : 'suite',
    duplicateCheck: entry.duplicateCheck ?? false,
  };
}

/** Entries of a JSON file, or what is wrong with it; never what stood in it. */
export function readSuitesFile(path: string): { entries: SuiteEntry[]; faults: string[] } {
  const fault = (what: string) => ({ entries: [], faults: [`WECOM_SUITES_FILE ${what}`] });
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return fault(error instanceof SyntaxError ? 'is not JSON' : 'cannot be read');
  }
  const parsed = z.array(suiteEntry).safeParse(json);
  if (parsed.success) return { entries: parsed.data, faults: [] };
  const where = new Set(parsed.error.issues.map((issue) => issue.path.slice(0, 2).join('.')));
  return fault(
    `must be a list of {suiteId, suiteSecret, callbackToken, callbackAesKey, name}; not so: ${[...where].join(', ') || 'the whole'}`,
  );
}
