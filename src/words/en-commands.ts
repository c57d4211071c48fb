import type { commands as zhCommands } from './zh-commands.ts';

export const commands: typeof zhCommands = {
  failure: (reference) =>
    `Something went wrong, and this step may not have been done. Please look at \`/wecom list\` before trying again. If it goes on, give an admin this reference: \`${reference}\`.`,

  help: {
    title: 'WeCom relay',
    lead: 'Send WeCom messages from Slack, and learn in the thread who was not accepted.',
    notice: 'send a school notice',
    template: 'send a template message (from the next release)',
    status: 'see how one delivery stands',
    list: 'see the latest 10 deliveries',
    cancel: 'stop a delivery',
    openNotice: 'Send a school notice',
    openList: 'My deliveries',
    verb: (english) => english,
    note: 'Commands work in Chinese and in English, in capitals or not. Only you see the answers.',
  },

  list: {
    own: 'Your latest deliveries',
    everyone: 'Everyone’s latest deliveries',
    empty: 'Nothing has been sent yet. `/school-notice` sends the first school notice.',
  },

  status: {
    addressees: 'Recipients',
    wholeSchool: 'whole school',
    batches: 'Batches',
    batchesDone: (ended, total) => `${ended} of ${total} answered`,
    undecided: (addressees) => `${addressees} unknown, to be decided with the buttons in the thread.`,
    openThread: 'Open the thread',
  },

  cancel: {
    cancelled: (name) =>
      `🛑 ${name} is stopped. What has not gone out is not sent; what has gone out cannot be taken back. The result will be in the thread.`,
    ended: (name) => `${name} is over; there is nothing left to stop.`,
    stoppedAlready: (name) => `${name} was stopped already; it is not sending.`,
    notYours: (name) => `${name} is somebody else’s. Only its sender and admins may stop it.`,
  },

  notFound: (name) => `There is no delivery ${name}. \`/wecom list\` shows the numbers.`,
  whichOne: (example) => `Please add the number, for example \`${example}\`. \`/wecom list\` shows the numbers.`,
  nextRelease: 'Template messages come with the next release. `/school-notice` sends school notices now.',
  notYet: (verb) =>
    `\`/wecom ${verb}\` does not work yet; it comes with a later release. See \`/wecom help\` for what does.`,

  refused: {
    notListed: (userId) =>
      `You may not do this yet. Please give an admin your Slack id, \`${userId}\`, and ask to be added to the senders (SENDERS).`,
    groupsUnknown: (userId) =>
      `Slack does not say just now who is in the user groups, so your permission cannot be checked. Please try again in a few minutes; if it goes on, give an admin your Slack id, \`${userId}\`, and ask to be added to the senders (SENDERS).`,
  },
};
