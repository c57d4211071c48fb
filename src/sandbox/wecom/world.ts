/** Everything this WeCom keeps, put together from its options. */
import type { RecipientKind } from '../../audience.ts';
import { systemClock } from '../../clock.ts';
import type { Parts } from './desk.ts';
import { type FastLane, openFastLane } from './fast.ts';
import { openFaultBook } from './faults.ts';
import { openLog } from './log.ts';
import { openMediaShelf } from './media.ts';
import { type Settings, settingsSchema, type WecomOptions } from './options.ts';
import { openOutbox } from './outbox.ts';
import { indexSchool, makeSchool } from './school.ts';
import { openSendCounter } from './send.ts';
import { openTokenDesk } from './tokens.ts';

function fastLaneOf(settings: Settings, parts: Parts): FastLane | null {
  if (!settings.fast) return null;
  return openFastLane(settings.fast, (token) => {
    const app = parts.tokens.appOf(token);
    return 'errcode' in app ? app : null;
  });
}

export function buildWorld(options: WecomOptions) {
  const { clock = systemClock, school: givenSchool, ...json } = options;
  const settings = settingsSchema.parse(json);
  const school = givenSchool ?? makeSchool({ parents: settings.parents });
  const directory = indexSchool(school);
  const invalid = new Set(settings.invalidIds.map((id) => id.toLowerCase()));
  const isValid = (kind: RecipientKind, id: string) =>
    !invalid.has(id.toLowerCase()) &&
    (settings.directory === 'open' || directory.knows(kind, id)) &&
    (settings.notFollowing === 'silent' || directory.follows(kind, id));
  const { apps, tokenLifeSeconds: lifeSeconds, banAfter } = settings;
  const tokens = openTokenDesk({ apps, clock, lifeSeconds, banAfter });
  const media = openMediaShelf(tokens, clock);
  const outbox = openOutbox(directory);
  const send = openSendCounter({ apps, tokens, media, outbox, clock, isValid });
  const parts: Parts = {
    ...{ clock, tokens, media, log: openLog(settings.logFile), faults: openFaultBook(clock, settings.seed) },
    work: { gettoken: tokens.issue, upload: media.upload, send },
    maxConcurrent: settings.maxConcurrent,
    unanswerable: [],
  };
  return { settings, school, invalid, outbox, parts, fast: fastLaneOf(settings, parts) };
}
export type World = ReturnType<typeof buildWorld>;
