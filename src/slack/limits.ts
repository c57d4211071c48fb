/**
 * Slack's limits, in characters (UTF-16 units, the stricter reading) unless the name says otherwise.
 * Source: docs.slack.dev, reference/block-kit, reference/views and surfaces/modals.
 */
export const slackLimits = {
  viewTitle: 24,
  viewButton: 24,
  viewBlocks: 100,
  privateMetadata: 3000,
  messageBlocks: 50,
  messageText: 4000,
  idLength: 255,
  sectionText: 3000,
  sectionFields: 10,
  sectionField: 2000,
  headerText: 150,
  contextElements: 10,
  alertText: 200,
  label: 2000,
  hint: 2000,
  placeholder: 150,
  textInput: 3000,
  selectOptions: 100,
  choices: 10,
  optionText: 75,
  optionValue: 150,
  actionsElements: 25,
  buttonText: 75,
  buttonValue: 2000,
  tableRows: 100,
  tableCells: 20,
  tableText: 10_000,
  fileMaxBytes: 10 * 1024 * 1024,
};

/** Seen, reported by others, not promised by Slack: stay well below. */
export const undocumentedSlackLimits = {
  /** `view_too_large` */
  viewBytes: 250_000,
  /** `msg_blocks_too_long` over all blocks of a message; slackapi/bolt-js#2509 */
  messageBlocksText: 12_000,
};

/**
 * The text itself when it is not empty and fits. Throws otherwise: whoever builds blocks decides what to shorten,
 * Slack would refuse the whole view or message, and nothing a person wrote is ever cut silently.
 */
export function within(text: string, limit: number, what: string): string {
  if (text.length === 0) throw new RangeError(`${what} is empty`);
  if (text.length > limit) throw new RangeError(`${what} has ${text.length} characters, Slack takes ${limit}`);
  return text;
}

/** The list itself when Slack takes so many; throws otherwise. */
export function atMost<T>(items: T[], limit: number, what: string): T[] {
  if (items.length > limit) throw new RangeError(`${what}: ${items.length}, Slack takes ${limit}`);
  return items;
}
