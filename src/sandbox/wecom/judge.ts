/** What tests and other processes may ask and change; the same list in-process and, where it is JSON, under /_sandbox/. */
import type { Api } from './calls.ts';
import type { FaultRule, When } from './fault-rules.ts';
import type { RuleHandle } from './faults.ts';
import { openProviderSide } from './provider/judge.ts';
import type { AppTokenEnd } from './tokens.ts';
import type { World } from './world.ts';

/** What goes wrong from now on. */
function openMischief({ parts, books }: World) {
  const inject = (rule: FaultRule, when: When | null = null): RuleHandle => parts.faults.add(rule, when);
  return {
    /** Puts a rule in force; `when` narrows it further, in-process only. */
    inject,
    rule: (id: number) => parts.faults.handle(id),
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
    /** All tokens of apps given out so far end now, with this code. */
    expireTokens: (how: { as: AppTokenEnd }) => parts.tokens.expireApps(how.as),
    /** All media uploaded so far end now (40007), as after three days. */
    expireMedia: () => parts.media.expireAll(),
    /** An image that was uploaded before anybody looked, under an id of one's own choice. */
    addImage: (image: { mediaId: string; corpId: string; bytes: Buffer }) =>
      void parts.media.keep({ ...image, type: 'image', filename: 'cover.png' }),
    addInvalid: (ids: Iterable<string>) => {
      for (const id of ids) books.invalid.add(id.toLowerCase());
    },
    removeInvalid: (ids: Iterable<string>) => {
      for (const id of ids) books.invalid.delete(id.toLowerCase());
    },
    clearFaults: () => parts.faults.clear(),
  };
}

/** What came in and what became of it. */
function openRecords({ parts, outbox, books, pusher, fast }: World) {
  return {
    /** Tells of every request that comes and is answered, and of every push. */
    onChange: (listener: () => void) => {
      parts.log.listeners.add(listener);
      return () => void parts.log.listeners.delete(listener);
    },
    log: (api?: Api) => parts.log.all().filter((entry) => api === undefined || entry.api === api),
    sent: () => outbox.all(),
    /** How often an addressee was named in what was sent, notices and template messages. */
    received: () => [...outbox.received(), ...books.messages.received()],
    inbox: (id: string) => outbox.inbox(id),
    media: (mediaId: string) => parts.media.get(mediaId),
    /** Null unless started with `fast`. */
    tally: () => fast?.tally ?? null,
    /** Calls this sandbox could not answer so far; taking them means they were expected. */
    takeUnanswerable: () => parts.unanswerable.splice(0),
    /** Forgets log, sends, pushes and rules; tokens, authorisations and media live on. */
    reset: () => {
      parts.faults.clear();
      parts.log.clear();
      outbox.clear();
      books.messages.clear();
      pusher.clear();
      fast?.clear();
    },
  };
}

export function openJudge(world: World) {
  const { school, settings } = world;
  return { school, apps: settings.apps, ...openMischief(world), ...openRecords(world), ...openProviderSide(world) };
}
export type Judge = ReturnType<typeof openJudge>;

export type Outage = {
  /** Refuses connections until `comeUp`; the state stays, the port too. */
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
};
