import type { commands as zhCommands } from './zh-commands.ts';

export const commands: typeof zhCommands = {
  failure: (reference) =>
    `Something went wrong, and this step may not have been done. Please look at \`/wecom list\` before trying again. If it goes on, give an admin this reference: \`${reference}\`.`,

  help: {
    title: 'WeCom relay',
    lead: 'Send WeCom messages from Slack, and learn in the thread who was not accepted.',
    notice: 'send a school notice',
    template: 'send a template message',
    status: 'numbers of one delivery',
    list: 'the last 10 deliveries',
    cancel: 'stop a delivery',
    openNotice: 'Send a school notice',
    openList: 'My deliveries',
    verb: (english) => english,
    note: 'Chinese and English both work, in capitals or not. Only you see the answers.',
  },

  list: {
    own: 'Your last deliveries',
    everyone: "Everyone's last deliveries",
    empty: 'Nothing sent yet. `/school-notice` sends the first school notice.',
  },

  status: {
    title: 'Title',
    addressees: 'Addressees',
    wholeSchool: 'whole school',
    batches: 'Batches',
    batchesDone: (ended, total) => `${ended} of ${total} answered`,
    undecided: (addressees) => `${addressees} unknown: you decide, with the buttons in the thread.`,
    openThread: 'Open the thread',
  },

  cancel: {
    cancelled: (name) =>
      `🛑 ${name} is stopped: what has not gone out will not. What went out cannot be taken back; the thread tells the result.`,
    ended: (name) => `${name} has gone out completely; there is nothing left to stop.`,
    stoppedAlready: (name) => `${name} was stopped before; it is not sending.`,
    notYours: (name) => `${name} is somebody else's. Only its sender and the admins (ADMINS) may stop it.`,
  },

  notFound: (name) => `There is no delivery ${name}. \`/wecom list\` shows the numbers.`,
  whichOne: (example) => `Please add the number, for example \`${example}\`. \`/wecom list\` shows the numbers.`,
  nextRelease: 'Template messages come with the next release. `/school-notice` sends school notices now.',
  notYet: (verb) =>
    `\`/wecom ${verb}\` does not work yet; it comes with a later release. See \`/wecom help\` for what does.`,

  refused: {
    notListed: (userId) =>
      `You may not do this yet. Please give your Slack id to an admin: \`${userId}\`, and ask to be added to the senders (SENDERS).`,
    groupsUnknown: (userId) =>
      `Slack does not tell who is in the user groups just now, so your permission cannot be checked. Please try again in a few minutes; if it goes on, ask an admin to add your Slack id \`${userId}\` to the senders (SENDERS).`,
  },
};
