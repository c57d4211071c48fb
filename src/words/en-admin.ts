import type { admin as zhAdmin } from './zh-admin.ts';

type Admin = typeof zhAdmin;

const number = (amount: number, one: string) => `${amount} ${one}${amount === 1 ? '' : 's'}`;

const home: Admin['home'] = {
  kinds: { suite: 'third-party app', delegated: 'delegated app (代开发)' },
  about: (kind, suiteId) => `${kind} · ${suiteId}`,
  ticket: (when) => `suite_ticket: came ${when}, all is well.`,
  noTicket: (last) =>
    `⚠️ ${last === null ? 'No suite_ticket has ever come' : `No suite_ticket has come for more than 30 minutes; the last one came ${last}`}.`,
  withoutTicket: {
    suite: 'Without it this app can send nothing, and no new company can be authorised.',
    delegated: 'Without it no new company can be authorised; those that are go on as usual.',
  },
  ticketCure: (callbackUrl) =>
    `In the provider's console, please check that the callback URL for commands is ${callbackUrl}, that Token and EncodingAESKey are those of this bot, and then have the ticket pushed again. WeCom usually pushes one about every 10 minutes.`,
  ourCallback: (path) => `the bot's public address followed by ${path}`,
  companies: (count) =>
    count === 0 ? '*Authorised companies*\nNo company has authorised it yet.' : `*Authorised companies (${count})*`,
  authorise: 'Authorise a company',
  byQrCode:
    "A delegated app is authorised by a QR code that the company's administrator scans; the code is in the provider's console.",
  unreadable: '⚠️ Its authorisation cannot be read with this SECRET_KEY. Please have it authorise again.',
  appUnknown:
    '⏳ WeCom has not said yet which app it is, so nothing can be sent for now. This usually takes a few minutes; if it stays, please have it authorise again.',
  byAdmin: 'authorised by an administrator',
  byMember: 'authorised by members',
  sees: ({ members, departments, tags }) =>
    `sees ${number(members, 'member')}, ${number(departments, 'department')}, ${number(tags, 'tag')}`,
  templates: (count) =>
    count === 0
      ? "*Templates*\nNone yet. Please apply for one in the provider's console, then enter it here."
      : `*Templates (${count})*`,
  noTemplates: 'A delegated app sends school notices only, no template messages, so it has no templates.',
  retired: (name) => `${name} (retired)`,
  keyword: (key, sample) => (sample === '' ? key : `${key}: ${sample}`),
  between: ' · ',
  add: 'Add a template',
  edit: 'Edit',
  retire: 'Retire',
  restore: 'Restore',
  continued: (suite) => `Continued: ${suite}`,
  page: (page, pages) => `Page ${page} of ${pages}`,
  previous: 'Previous page',
  next: 'Next page',
  none: {
    what: 'No third-party app is configured, so there are no companies to authorise and no templates.',
    how: "Whoever runs the bot sets WECOM_SUITE_ID, WECOM_SUITE_SECRET, WECOM_CALLBACK_TOKEN, WECOM_CALLBACK_AES_KEY and SECRET_KEY in the bot's environment (and PUBLIC_URL, to authorise companies from here), then restarts it. .env.example explains each of them.",
    notNeeded: 'School notices from an own app need none of this.',
  },
  done: {
    saved: (name) => `Template “${name}” is saved.`,
    retired: (name) =>
      `Template “${name}” is retired. It can no longer be chosen; what was sent with it stays as it is.`,
    restored: (name) => `Template “${name}” is restored and can be chosen again.`,
    already: 'This template was changed a moment ago. Here is how it stands now.',
    gone: 'This template is no longer there.',
  },
};

const form: Admin['form'] = {
  titleAdd: 'Add a template',
  titleEdit: 'Edit template',
  submit: 'Save',
  back: 'Back, without saving',
  note: "This only enters the template here. The template itself is applied for in WeCom's provider console; when its id or keywords change there, change them here too. Messages already sent stay as they are.",
  suite: 'App',
  name: 'Template name',
  nameHint: (max) => `What senders see; at most ${max} characters`,
  templateId: 'Template id',
  templateIdHint: (maxBytes) => `The template_id from the provider's console; at most ${maxBytes} bytes`,
  templateIdTooLong: (bytes, maxBytes) =>
    `This has ${bytes} bytes; a template id has at most ${maxBytes}. Please copy it from the provider's console.`,
  templateIdBlank: "A template id has no blanks or line breaks. Please copy it from the provider's console.",
  taken: (name, isRetired) =>
    isRetired
      ? `This id is entered already: template “${name}”, which is retired. Go back and press its “${home.restore}”.`
      : `This id is entered already: template “${name}”. Go back and press its “${home.edit}”.`,
  keywords: 'Keywords',
  keywordsHint: ({ min, max, keyMax, sampleMax }) =>
    `Paste them as they are. One a line, keyword: sample value. ${min} to ${max} lines, in the order and spelling of the provider's console; a keyword has at most ${keyMax} characters, a sample at most ${sampleMax} and may be left out`,
  keywordsPlaceholder: 'Room: 402\nTime: 1 September 09:00',
  keywordFault(fault, { max, keyMax, sampleMax }) {
    switch (fault.type) {
      case 'none':
        return 'Please write at least one keyword.';
      case 'tooMany':
        return `There are ${fault.keywords} keywords, at most ${max} fit; from line ${fault.line} on they are too many.`;
      case 'noKey':
        return `Line ${fault.line} has no keyword before its colon.`;
      case 'keyTooLong':
        return `The keyword in line ${fault.line} has ${fault.chars} characters; at most ${keyMax} fit.`;
      case 'sampleTooLong':
        return `The sample in line ${fault.line} has ${fault.chars} characters; at most ${sampleMax} fit.`;
      case 'twice':
        return `The keyword “${fault.key}” in line ${fault.line} is that of line ${fault.before}.`;
    }
  },
  moreFaults: (count) => `And ${count} more.`,
  changed: (who, when) =>
    `⚠️ Not saved yet: ${who} changed this template at ${when}, after you opened it. Everything you typed is kept below; press “Save” once more to replace it with yours.`,
  nowReads: (retired) => (retired ? '*It now reads* (retired)' : '*It now reads*'),
};

const install: Admin['install'] = {
  title: 'Authorise a company',
  how: (suite, minutes) =>
    `Get a link for “${suite}” and send it to the company's WeCom administrator, who opens it within ${minutes} minutes and agrees. You are told the outcome in a direct message.`,
  which:
    '*Formal*: the app is online; this is the usual one.\n*Test*: the app is not approved yet; for test companies only.',
  formal: 'Get a formal link',
  test: 'Get a test link',
  asking: 'Asking WeCom for a link… If this still stands here in a minute, please close it and try again.',
  ready: {
    formal: 'The link for a formal authorisation is ready.',
    test: 'The link for a test authorisation is ready.',
  },
  open: 'Open the authorisation page',
  copy: 'Or copy this address and send it:',
  lives: (until, minutes) =>
    `Good until ${until} (${minutes} minutes), for one use. Each company needs a new link; please do not post it in public.`,
  failed: (cause) => `⚠️ There is no link: ${cause}.`,
  cure: (cure) => `What to do: ${cure}`,
  noPublicUrl: {
    cause: "the bot's public address is not configured",
    cure: 'Whoever runs the bot sets PUBLIC_URL in its environment (an https address others can open) and restarts it. Without it companies can still authorise the app from the WeCom market.',
  },
  noTicketCure:
    'Please look at the line about suite_ticket on the page before and follow it; once a ticket came, ask for a link again.',
  notSentCure:
    'Please try again in a few minutes. If it stays like this, whoever runs the bot should look at its network.',
  unknownCure: 'Nothing was changed. Please try again.',
  back: 'Back',
};

export const admin: Admin = {
  title: 'WeCom admin',
  close: 'Close',
  opening: 'Opening… If this still stands here in a minute, please close it and type the command again.',
  broken: 'This could not be opened; nothing was changed. Please type the command again later.',
  tooSlow: 'This could not be opened in time; nothing was changed. Please type the command again.',
  notSaved:
    'This could not be saved; nothing was changed. Everything you typed is kept, please press “Save” again later.',
  refused: {
    notListed: (userId) =>
      `Only administrators (those named in ADMINS) may use this. Please give your Slack id to whoever runs the bot and ask to be added to ADMINS: ${userId}`,
    groupsUnknown: (userId) =>
      `Only administrators (those named in ADMINS) may use this, and Slack does not say right now who is in their user group. Please try again in a few minutes; if it stays like this, give your Slack id to whoever runs the bot: ${userId}`,
  },
  home,
  form,
  install,
  told: {
    authorised: (company, suite) =>
      `✅ ${company || 'The company'} authorised "${suite}". Messages can be sent to it now.`,
    failed: (suite, errcode) =>
      `⚠️ The authorisation of "${suite}" did not come about${errcode === null ? '' : ` (errcode ${errcode})`}. Ask for a new link with \`/wecom admin\` and authorise once more.`,
  },
};
