import type { commands as zhCommands } from './zh-commands.ts';

export const commands: typeof zhCommands = {
  failure: (reference) =>
    `Something went wrong, and this step may not have been done. Please check with \`/wecom list\` before you try again. If it happens again, give an admin this reference: \`${reference}\`.`,

  help: {
    title: 'WeCom relay',
    lead: 'Send WeCom messages from Slack. The thread under each one names the recipients WeCom did not accept.',
    notice: 'send a school notice',
    template: 'send a template message',
    status: 'see how one delivery stands',
    list: 'see your latest 10 deliveries (admins: everyone’s)',
    cancel: 'stop a delivery; what has not gone out is not sent',
    recall: 'recall a template message (within 24 hours)',
    admin: 'third-party apps, companies and templates (for administrators)',
    openNotice: 'Send a school notice',
    openTemplate: 'Send a template message',
    openList: 'Latest deliveries',
    verb: (english) => english,
    note: 'Commands work in Chinese and in English, in capitals or not. Only you see the answers.',
  },

  list: {
    own: 'Your latest deliveries',
    everyone: 'Everyone’s latest deliveries',
    empty: 'Nothing has been sent yet. Type `/school-notice` to send the first school notice.',
  },

  status: {
    addressees: 'Recipients',
    batches: 'Batches',
    inFlight: 'waiting for an answer',
    batchesDone: (ended, total) => `${ended} of ${total} finished`,
    undecided: (amount) => `${amount} unknown: please decide with the buttons in the thread.`,
    openThread: 'Open the thread',
  },

  cancel: {
    cancelled: {
      notice: (name) =>
        `🛑 ${name} is stopped. What has not gone out is not sent; what has gone out cannot be taken back. The result will be in the thread.`,
      template: (name) =>
        `🛑 ${name} is stopped. What has not gone out is not sent; \`/wecom recall ${name}\` takes back what has, within 24 hours. The result will be in the thread.`,
    },
    ended: (name) => `${name} has finished; there is nothing left to stop.`,
    stoppedAlready: (name) => `${name} was stopped before; nothing is being sent.`,
    notYours: (name) => `${name} is somebody else’s. Only its sender and admins may stop it.`,
  },

  recall: {
    notYours: (name) => `${name} is somebody else’s. Only its sender and admins may recall it.`,
  },

  notFound: (name) => `There is no delivery ${name}. \`/wecom list\` shows the numbers.`,
  didYouMean: (example) => `Did you mean \`${example}\`? If so, type it like that. Nothing was changed.`,
  whichOne: (example) => `Please add the number, for example \`${example}\`. \`/wecom list\` shows the numbers.`,
  notYet: (verb) =>
    `\`/wecom ${verb}\` does not work yet; it comes with a later release. See \`/wecom help\` for what works now.`,

  refused: {
    notListed: (userId) =>
      `You may not do this yet. Please give an admin your Slack id, \`${userId}\`, and ask to be added to the senders (SENDERS).`,
    groupsUnknown: (userId) =>
      `Slack does not say just now who is in the user groups, so your permission cannot be checked. Please try again in a few minutes; if it goes on, give an admin your Slack id, \`${userId}\`, and ask to be added to the senders (SENDERS).`,
  },
};
