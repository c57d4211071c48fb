/** The provider's side: its suites, the companies that may authorise them, the templates registered at its console. */
import { z } from 'zod';

const text = z.string().min(1);

/** A third-party app (第三方应用), or with a suite id that begins with `dk` the template of delegated apps (代开发). */
const suiteSchema = z.strictObject({
  suiteId: text,
  name: text,
  secret: text,
  callbackToken: text,
  aesKey: z.string().regex(/^[A-Za-z0-9]{43}$/),
  /** The host that may receive the auth_code of an installation (授权完成回调域名). */
  redirectDomain: z.string().default('127.0.0.1'),
  /** appids associated with this suite. */
  miniPrograms: z.array(text).default([]),
  /** Has the permission 「家校沟通」, without which no school notice may be sent. */
  mayNotifySchools: z.boolean().default(true),
});
export type Suite = z.output<typeof suiteSchema>;

export function isDelegated(suite: Suite): boolean {
  return suite.suiteId.startsWith('dk');
}

/** `licensed`: has a 基础接口许可 that is not expired. `departments`: only those the member is directly in. */
const memberSchema = z.strictObject({
  userId: text,
  name: text,
  alias: text.optional(),
  departments: z.array(text).default([]),
  licensed: z.boolean().default(true),
});
export type Member = z.output<typeof memberSchema>;

/** 可见范围: these members, and everyone in these departments (and below) and tags. */
export const scopeSchema = z.strictObject({
  members: z.array(text).default([]),
  departments: z.array(text).default([]),
  tags: z.array(text).default([]),
});
export type Scope = z.output<typeof scopeSchema>;

/** admin: an administrator authorises for a visible range. member: every member authorises for themselves. */
export const modeSchema = z.enum(['admin', 'member']);
export type Mode = z.output<typeof modeSchema>;

/** Ids of departments and tags are WeCom's integers, kept as strings. */
const companySchema = z.strictObject({
  corpId: text,
  name: text,
  /** 帐号上限, the base of the daily limit of messages. */
  userMax: z.int().min(1).default(200),
  mode: modeSchema.default('admin'),
  /** The agent id of the first suite here; the next ones follow in the order of the suites. */
  firstAgentId: z.int().default(1_000_101),
  admins: z.array(text).default([]),
  members: z.array(memberSchema),
  departments: z.array(z.strictObject({ id: text, name: text, parentId: z.string() })).default([]),
  tags: z.array(z.strictObject({ id: text, name: text, members: z.array(text) })).default([]),
  /** What an authorisation makes visible. */
  scope: scopeSchema,
});
export type Company = z.output<typeof companySchema>;

/** As applied for at the provider console (应用通知模版). `keys` in order. */
export const templateSchema = z.strictObject({
  suiteId: text,
  templateId: text,
  name: text,
  keys: z.array(text).min(1).max(5),
  approved: z.boolean().default(true),
});
export type Template = z.output<typeof templateSchema>;

/** Milliseconds a callback has for its answer. */
const answerWithinSchema = z.strictObject({
  /** suite_ticket and everything that is no authorisation. */
  event: z.int().default(5000),
  authorisation: z.int().default(1000),
  urlCheck: z.int().default(1000),
});

export const providerSchema = z.strictObject({
  corpId: text,
  name: text,
  suites: z.array(suiteSchema),
  companies: z.array(companySchema),
  templates: z.array(templateSchema).default([]),
  answerWithinMs: answerWithinSchema.prefault({}),
  /** Undocumented: whether `unlicenseduser` names only those in `touser`, or also those meant by department or tag. */
  unlicensed: z.enum(['named', 'meant']).default('named'),
});
export type Provider = z.output<typeof providerSchema>;
export type ProviderSettings = z.input<typeof providerSchema>;
