/** Everything this WeCom keeps, put together from its options. */
import type { RecipientKind } from '../../audience.ts';
import { systemClock } from '../../clock.ts';
import type { Parts } from './desk.ts';
import { FastLane } from './fast.ts';
import { FaultBook } from './faults.ts';
import { Log } from './log.ts';
import { MediaShelf } from './media.ts';
import { type Settings, settingsSchema, type WecomOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import { Directory, makeSchool } from './school.ts';
import { SendCounter } from './send.ts';
import { TokenDesk } from './tokens.ts';

function fastLaneOf(settings: Settings, parts: Parts): FastLane | null {
  if (!settings.fast) return null;
  return new FastLane(settings.fast, (token) => {
    const app = parts.tokens.appOf(token);
    return 'errcode' in app ? app : null;
  });
}

export function buildWorld(options: WecomOptions) {
  const { clock = systemClock, school: givenSchool, ...json } = options;
  const settings = settingsSchema.parse(json);
  const school = givenSchool ?? makeSchool({ parents: settings.parents });
  const directory = new Directory(school);
  const invalid = new Set(settings.invalidIds.map((id) => id.toLowerCase()));
  const isValid = (kind: RecipientKind, id: string) =>
    (invalid.size === 0 || !invalid.has(id.toLowerCase())) &&
    (settings.directory === 'open' || directory.knows(kind, id)) &&
    (settings.notFollowing === 'silent' || directory.follows(kind, id));
  const { apps, tokenLifeSeconds: lifeSeconds, banAfter } = settings;
  const tokens = new TokenDesk({ apps, clock, lifeSeconds, banAfter });
  const media = new MediaShelf(tokens, clock);
  const outbox = new Outbox(directory);
  const counter = new SendCounter({ apps, tokens, media, outbox, clock, isValid });
  const parts: Parts = {
    ...{ clock, tokens, media, log: new Log(settings.logFile), faults: new FaultBook(clock, settings.seed) },
    work: {
      gettoken: (call) => tokens.issue(call),
      upload: (call) => media.upload(call),
      send: (call) => counter.send(call),
    },
    maxConcurrent: settings.maxConcurrent,
    unanswerable: [],
  };
  return { settings, school, invalid, outbox, parts, fast: fastLaneOf(settings, parts) };
}
export type World = ReturnType<typeof buildWorld>;
