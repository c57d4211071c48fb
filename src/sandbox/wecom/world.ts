/** Everything this WeCom keeps, put together from its options. */
import { type Clock, systemClock } from '../../clock.ts';
import type { Parts } from './desk.ts';
import { FastLane } from './fast.ts';
import { FaultBook } from './faults.ts';
import { TokenDesk } from './gettoken.ts';
import { Log } from './log.ts';
import { MediaShelf } from './media.ts';
import { MessageCounter } from './message/counter.ts';
import { SendLimits } from './message/limits.ts';
import { MessageOutbox } from './message/outbox.ts';
import { SelectedTickets } from './message/selected-tickets.ts';
import { type Settings, settingsSchema, type WecomOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import { AuthorisationBook } from './provider/authorisations.ts';
import { PreAuthBook, TicketBook } from './provider/codes.ts';
import { Herald } from './provider/herald.ts';
import { InstallPage } from './provider/install.ts';
import { Pusher } from './provider/pusher.ts';
import { ServiceDesk } from './provider/service.ts';
import { Directory, type FamilyKind, makeSchool } from './school.ts';
import { SendCounter } from './send.ts';
import { TokenBook } from './tokens.ts';

function fastLaneOf(settings: Settings, parts: Parts): FastLane | null {
  if (!settings.fast) return null;
  return new FastLane(settings.fast, (token) => {
    const app = parts.tokens.appOf(token);
    return 'errcode' in app ? app : null;
  });
}

/** The books every counter looks into. */
function openBooks(settings: Settings, clock: Clock) {
  const { provider } = settings;
  const tokens = new TokenBook(clock, settings.tokenLifeSeconds);
  const authorisations = new AuthorisationBook(provider, clock);
  const invalid = new Set(settings.invalidIds.map((id) => id.toLowerCase()));
  return {
    ...{ clock, tokens, authorisations, invalid, provider, log: new Log(settings.logFile) },
    ...{ tickets: new TicketBook(clock), preAuth: new PreAuthBook(clock), selected: new SelectedTickets(clock) },
    ...{ media: new MediaShelf(tokens, clock), messages: new MessageOutbox() },
    apps: () => [...settings.apps, ...authorisations.all().filter(({ live }) => live)],
    isInvalid: (id: string) => invalid.size > 0 && invalid.has(id.toLowerCase()),
  };
}
type Books = ReturnType<typeof openBooks>;

function openMessages(settings: Settings, books: Books): MessageCounter {
  const { provider, isInvalid } = books;
  const rules = { isOpen: settings.directory === 'open', isInvalid, unlicensed: provider.unlicensed };
  const limits = new SendLimits(books.clock);
  return new MessageCounter({ ...books, rules, limits, tickets: books.selected, outbox: books.messages });
}

function openNotices(settings: Settings, books: Books, directory: Directory) {
  const isValid = (kind: FamilyKind, id: string) =>
    !books.isInvalid(id) &&
    (settings.directory === 'open' || directory.knows(kind, id)) &&
    (settings.notFollowing === 'silent' || directory.follows(kind, id));
  const outbox = new Outbox(directory);
  return { outbox, counter: new SendCounter({ ...books, outbox, isValid }) };
}

function workOf(settings: Settings, books: Books, counter: SendCounter): Parts['work'] {
  const { apps, banAfter } = settings;
  const tokens = new TokenDesk({ ...books, apps, banAfter });
  const service = new ServiceDesk(books);
  const messages = openMessages(settings, books);
  return {
    gettoken: (call) => tokens.issue(call),
    upload: (call) => books.media.upload(call),
    send: (call) => counter.send(call),
    suiteToken: (call) => service.suiteToken(call),
    preAuthCode: (call) => service.preAuthCode(call),
    sessionInfo: (call) => service.sessionInfo(call),
    permanentCode: (call) => service.permanentCode(call),
    authInfo: (call) => service.authInfo(call),
    corpToken: (call) => service.corpToken(call),
    adminList: (call) => service.adminList(call),
    message: (call) => messages.send(call),
    recall: (call) => messages.recall(call),
  };
}

export function buildWorld(options: WecomOptions) {
  const { clock = systemClock, school: givenSchool, ...json } = options;
  const settings = settingsSchema.parse(json);
  const school = givenSchool ?? makeSchool({ parents: settings.parents });
  const books = openBooks(settings, clock);
  const { outbox, counter } = openNotices(settings, books, new Directory(school));
  const pusher = new Pusher(clock, books.log);
  const parts: Parts = {
    ...{ clock, tokens: books.tokens, media: books.media, log: books.log, faults: new FaultBook(clock, settings.seed) },
    work: workOf(settings, books, counter),
    maxConcurrent: settings.maxConcurrent,
    unanswerable: [],
  };
  return {
    ...{ settings, school, outbox, books, parts, pusher, fast: fastLaneOf(settings, parts) },
    herald: new Herald({ ...books, pusher }),
    install: new InstallPage(books),
  };
}
export type World = ReturnType<typeof buildWorld>;
