/** The message in the channel: first line the state, below it what is sent, to whom, by whom. Edited in place. */

import { deliveryName, type Summary } from '../delivery/summary.ts';
import { type Message, titleOf } from '../message.ts';
import { actions, type Block, button, context, escapeMrkdwn, mrkdwn, pairs, section } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { count, everyoneIn, sizeOf } from './amounts.ts';
import { headlineLine, isAtRest } from './headline.ts';
import { bar, channelLink, mention, type Post, post } from './post.ts';
import { whyNoPlace } from './reasons.ts';
import { confirmDialog, reportActions } from './report-actions.ts';

export type ParentView = {
  now: number;
  /** As the admin named it; null when the appid is no longer configured. */
  miniProgram: string | null;
  /** Set when the report had to leave the channel for a direct message. */
  movedFrom: { channel: string; error: string } | null;
};

export function parentPost(summary: Summary, words: Words, view: ParentView): Post {
  const { delivery, batches } = summary;
  const name = deliveryName(delivery);
  const headline = headlineLine(summary, words, view.now);
  const { progress, sentBy } = words.report.parent;
  const done = bar(batches.ended, batches.total);
  const running = delivery.halt === null && !isAtRest(summary);
  return post(`${headline} · ${name} · ${escapeMrkdwn(titleOf(delivery.message))}`, [
    moved(view, words),
    section(mrkdwn(`*${headline}*`)),
    ...content(summary, words, view),
    ...noteSections(delivery.note, words),
    running && batches.total > 1 && delivery.startedAt !== null
      ? context(progress(done, count(batches.ended), count(batches.total)))
      : null,
    context(mrkdwn(sentBy(mention(delivery.sender), name))),
    running ? stopButton(delivery.id, delivery.message.type, words) : null,
  ]);
}

function moved({ movedFrom }: ParentView, words: Words): Block | null {
  if (movedFrom === null) return null;
  return section(mrkdwn(words.report.parent.moved(channelLink(movedFrom.channel), whyNoPlace(movedFrom.error, words))));
}

function content(summary: Summary, words: Words, view: ParentView): Block[] {
  const rows = contentRows(summary, words, view);
  return Array.from({ length: Math.ceil(rows.length / pairsAtOnce) }, (_, i) =>
    pairs(rows.slice(i * pairsAtOnce, (i + 1) * pairsAtOnce)),
  );
}

/** As many as a section holds. */
const pairsAtOnce = 5;

function contentRows(summary: Summary, words: Words, { miniProgram }: ParentView): [string, string][] {
  const { message } = summary.delivery;
  const labels = words.report.parent;
  const audience: [string, string] = [labels.audience, audienceLine(summary, words)];
  const program = (to: { appid: string; pagepath: string }): [string, string] => [
    labels.miniProgram,
    shortened([miniProgram ?? to.appid, to.pagepath].join(' · '), 500),
  ];
  switch (message.type) {
    case 'notice':
      return [[labels.title, message.title || '—'], program(message), audience];
    case 'template': {
      const { name, items, url } = message;
      const link = url === null ? null : shortened(url, 500);
      return [
        [labels.template, name],
        ...items.map(({ key, value }): [string, string] => [key, value]),
        ...(message.miniProgram ? [program(message.miniProgram)] : []),
        ...(link === null
          ? []
          : ([[labels.url, message.miniProgram ? labels.urlUnused(link) : link]] as [string, string][])),
        audience,
      ];
    }
  }
}

/** "parents 2,000 · students 93" */
function audienceLine(summary: Summary, words: Words): string {
  const { kinds, parent } = words.report;
  const { message } = summary.delivery;
  const everyone = everyoneIn(summary);
  if (everyone !== null) return kinds[everyone];
  const audience = summary.byKind.map(({ kind, tally }) => `${kinds[kind]} ${count(sizeOf(tally))}`).join(' · ');
  return message.type === 'template' && message.onlyUnauth ? parent.onlyUnauth(audience) : audience;
}

/** A note may be as long as an input box holds, which with its label is more than one section. */
function noteSections(note: string, words: Words): Block[] {
  if (note === '') return [];
  const parts = note.match(/[\s\S]{1,1400}/gu) ?? [];
  return parts.map((part, i) => section(i === 0 ? words.report.parent.note(part) : part));
}

function shortened(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max)}…` : text;
}

function stopButton(deliveryId: string, type: Message['type'], words: Words): Block {
  const { stop, stopConfirm } = words.report.parent;
  return actions(
    button({
      action: reportActions.stop,
      text: stop,
      value: deliveryId,
      style: 'danger',
      confirm: confirmDialog({ ...stopConfirm, text: stopConfirm.text[type] }, 'danger'),
    }),
  );
}
