/** What a sandbox WeCom is told at its start; the part that is JSON is the same in-process and on the command line. */
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { providerSchema } from './provider/options.ts';
import { chenguangProvider } from './provider/sample.ts';
import type { School } from './school.ts';

/** An own app (自建). `inParentAppList`: listed in 「家长可使用的应用」, without which no school notice may be sent. */
const ownAppSchema = z.strictObject({
  corpId: z.string().min(1),
  secret: z.string().min(1),
  agentId: z.int(),
  name: z.string(),
  /** appids associated with this app. */
  miniPrograms: z.array(z.string()),
  inParentAppList: z.boolean().default(true),
});
export type OwnApp = z.output<typeof ownAppSchema>;

/** The app of the default school. */
export const chenguangApp: OwnApp = {
  corpId: 'ww5a3c7e9b1d2f4680',
  secret: 'sandbox-secret-of-chenguang-jiaxiao-00000000',
  agentId: 1000002,
  name: '晨光家校',
  miniPrograms: ['wx1234567890abcdef'],
  inParentAppList: true,
};

export const settingsSchema = z.strictObject({
  apps: z.array(ownAppSchema).min(1).default([chenguangApp]),
  /** Its suites, the companies that may authorise them, and its templates. */
  provider: providerSchema.prefault(chenguangProvider),
  /** Size of the default school. */
  parents: z.int().min(1).default(60),
  /** strict: an id the school does not have is invalid. open: every id is valid but `invalidIds`. */
  directory: z.enum(['strict', 'open']).default('strict'),
  /** Invalid in both directories, compared without case. */
  invalidIds: z.array(z.string()).default([]),
  /** Undocumented: whether a parent who does not follow is passed over silently or named as invalid. */
  notFollowing: z.enum(['silent', 'invalid']).default('silent'),
  host: z.string().default('127.0.0.1'),
  port: z.int().min(0).max(65535).default(0),
  /** JSONL, appended to: one line a request, written before its answer goes out. */
  logFile: z.string().optional(),
  /** Sends of one corp at once before 45033; null: no limit. */
  maxConcurrent: z.int().min(1).nullable().default(null),
  tokenLifeSeconds: z.int().min(1).default(7200),
  /** Wrong secrets within an hour before the address is banned. WeCom's own number is about 2,000. */
  banAfter: z.int().min(1).default(20),
  /** For rules with a `rate`. */
  seed: z.int().default(1),
  /** Sends are answered 0 after `delayMs` with hardly any work: counted, not read. For benchmarks. */
  fast: z
    .strictObject({
      delayMs: z.int().min(0).default(0),
      sha256: z.boolean().default(false),
      invalidEvery: z.int().min(0).default(0),
    })
    .optional(),
});
export type Settings = z.output<typeof settingsSchema>;

/** As given: everything may be left out. */
export type WecomSettings = z.input<typeof settingsSchema>;

/** `school` replaces the default one; `clock` lets a test pass two hours or three days. */
export type WecomOptions = WecomSettings & { clock?: Clock; school?: School };
