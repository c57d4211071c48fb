/** What tests and other processes may ask and change. */
import type { Api } from './calls.ts';
import type { FaultRule, When } from './fault-rules.ts';
import type { RuleHandle } from './faults.ts';
import type { LogEntry } from './log.ts';
import type { Media } from './media.ts';
import type { World } from './world.ts';

/** The same list in-process and, as far as it is JSON, under /_sandbox/. */
export function openJudge(world: World) {
  const { parts, outbox, school, settings, invalid, fast } = world;
  const inject = (rule: FaultRule, when: When | null = null): RuleHandle => parts.faults.add(rule, when);
  return {
    school,
    apps: settings.apps,
    /** Puts a rule in force; `when` narrows it further, in-process only. */
    inject,
    rule: parts.faults.handle,
    /** The next call (a send unless said otherwise) arrives and waits until it is released. */
    holdNext: (what: { api?: Api; naming?: string; carriedOut?: boolean } = {}): RuleHandle => {
      const { carriedOut = false, ...which } = what;
      return inject({ api: 'send', ...which, fault: { type: 'hold', carriedOut } });
    },
    /** 45009 for `forMs` from the first call that meets it; `hits()` counts every call that came inside. */
    throttle: (window: { forMs: number; api?: Api }): RuleHandle =>
      inject({ api: window.api ?? 'send', forMs: window.forMs, fault: { type: 'errcode', errcode: 45009 } }),
    /** At most this many sends of a corp at once, 45033 above; null: no limit. */
    limitConcurrency: (calls: number | null) => {
      parts.maxConcurrent = calls;
    },
    /** All tokens given out so far end now, with this code. */
    expireTokens: (how: { as: 40014 | 42001 }) => parts.tokens.expireAll(how.as),
    /** All media uploaded so far end now (40007), as after three days. */
    expireMedia: () => parts.media.expireAll(),
    addInvalid: (ids: Iterable<string>) => {
      for (const id of ids) invalid.add(id.toLowerCase());
    },
    clearFaults: () => parts.faults.clear(),
    log: (api?: Api): LogEntry[] =>
      api === undefined ? parts.log.entries : parts.log.entries.filter((entry) => entry.api === api),
    sent: outbox.all,
    received: outbox.received,
    inbox: outbox.inbox,
    media: (mediaId: string): Media | null => parts.media.get(mediaId),
    /** Null unless started with `fast`. */
    tally: () => fast?.tally ?? null,
    /** Calls this sandbox could not answer so far; taking them means they were expected. */
    takeUnanswerable: (): string[] => parts.unanswerable.splice(0),
    /** Forgets log, sends and rules; tokens and media live on. */
    reset: () => {
      parts.faults.clear();
      parts.log.clear();
      outbox.clear();
      fast?.clear();
    },
  };
}
export type Judge = ReturnType<typeof openJudge>;

export type Outage = {
  /** Refuses connections until `comeUp`; the state stays, the port too. */
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
};
