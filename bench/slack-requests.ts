/** What Slack would send, signed, and how fast it is answered. */
import { createHmac } from 'node:crypto';
import { Pool } from 'undici';
import { viewIdOf } from './light-slack.ts';

export const signingSecret = 'bench-signing-secret';
export const teacher = 'U0TEACHER';
const team = { id: 'T0BENCH', domain: 'bench' };
const channel = 'C0NOTICE';
const eventsPath = '/slack/events';

/** Every request is another one, as Slack's are. */
let numbers = 0;

export type Command = { body: string; trigger: string };

export function schoolNotice(responseUrl: string): Command {
  const trigger = `1.${++numbers}.bench`;
  const body = new URLSearchParams({
    token: 'verification-token',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel,
    channel_name: 'notices',
    user_id: teacher,
    user_name: 'teacher',
    command: '/school-notice',
    text: '',
    api_app_id: 'A0BENCH',
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: trigger,
  });
  return { body: body.toString(), trigger };
}

/** A view as it comes back: what was shown, and what was entered. */
export function submission(view: object, state: object, trigger = `2.${++numbers}.bench`): string {
  const id = viewIdOf(trigger);
  return payload({
    type: 'view_submission',
    view: {
      id,
      team_id: team.id,
      type: 'modal',
      state: { values: state },
      hash: '1760000000.abcdef',
      clear_on_close: false,
      notify_on_close: false,
      previous_view_id: null,
      root_view_id: id,
      app_id: 'A0BENCH',
      external_id: '',
      app_installed_team_id: team.id,
      bot_id: 'B0BOT',
      ...view,
    },
    response_urls: [],
  });
}

export function buttonPress(button: { action: string; value: string; responseUrl: string }): string {
  return payload({
    type: 'block_actions',
    container: { type: 'message', message_ts: '1760000000.1', channel_id: channel, thread_ts: '1760000000.1' },
    channel: { id: channel, name: 'notices' },
    message: { type: 'message', ts: '1760000000.1', text: '' },
    state: { values: {} },
    response_url: button.responseUrl,
    actions: [{ type: 'button', action_id: button.action, block_id: 'b', value: button.value, action_ts: '1.1' }],
  });
}

function payload(content: object): string {
  const json = JSON.stringify({
    token: 'verification-token',
    team,
    user: { id: teacher, username: 'teacher', name: 'teacher', team_id: team.id },
    api_app_id: 'A0BENCH',
    enterprise: null,
    is_enterprise_install: false,
    trigger_id: `3.${++numbers}.bench`,
    ...content,
  });
  return new URLSearchParams({ payload: json }).toString();
}

function signed(body: string): Record<string, string> {
  const timestamp = Math.floor(Date.now() / 1000).toString();
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  };
}

export type Line = {
  /** One request; resolves with the answer's text, rejects unless it is 200. */
  send(body: string): Promise<string>;
  /**
   * All of them, each connection sending its next as soon as it is answered; resolves with the milliseconds it took.
   * Rejects when an answer is more than an acknowledgement, as a form is that stays open.
   */
  sendAll(bodies: string[]): Promise<number>;
  close(): Promise<void>;
};

export const connections = 32;

/** Slack's line to a server: 32 connections, kept alive. */
export function openLine(url: string): Line {
  const pool = new Pool(url, { connections, pipelining: 1, keepAliveTimeout: 60_000 });
  const send = async (body: string) => {
    const response = await pool.request({ method: 'POST', path: eventsPath, headers: signed(body), body });
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode} ${text}`);
    return text;
  };
  return {
    send,
    async sendAll(bodies) {
      const from = performance.now();
      const left = bodies.values();
      const sendRest = async () => {
        for (const body of left) {
          const answer = await send(body);
          if (answer !== '') throw new Error(`not plainly acknowledged: ${answer}`);
        }
      };
      await Promise.all(Array.from({ length: connections }, sendRest));
      return performance.now() - from;
    },
    close: () => pool.close(),
  };
}
