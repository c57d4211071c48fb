/** An app as the courier sees it: own (自建), delegated (代开发) or a suite's (第三方); they differ in their token route. */
import type { Keyv } from 'keyv';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Relay } from '../delivery/relay.ts';
import type { NamedId, SendAnswer } from '../delivery/states.ts';
import type { Log } from '../log.ts';
import type { Message } from '../message.ts';
import type { ApiAnswer } from './answer.ts';
import { type ApiCall, appCalls, openApi } from './api.ts';
import { isAllInvalid } from './errcodes.ts';
import { type Http, type HttpOptions, openHttp } from './http.ts';
import { openMedia } from './media.ts';
import { noticeAnswerSchema, noticePath, renderNotice } from './messages.ts';
import type { SuiteApi } from './suite-api.ts';
import { recallPath, renderTemplate, templateAnswerSchema, templatePath } from './template-message.ts';
import { gettokenRoute, type TokenRoute } from './token-route.ts';
import { openTokens } from './tokens.ts';
import { jsonBytes, postJson } from './wire.ts';

export type WecomApp = Relay & {
  /** After somebody mended the credentials: the next call may ask for a token at once instead of a minute later. */
  forgive(): void;
  /** Waits for what is in flight; whatever is sent later is answered as not sent. */
  close(): Promise<void>;
};

type AppOptions = HttpOptions & {
  corpId: string;
  agentId: number;
  keyv: Keyv;
  log: Log;
  clock: Clock;
  /** School notices ask WeCom to drop a copy of the same request. */
  duplicateCheck?: boolean;
};

/** An own app (自建). */
export function openWecomApp(options: AppOptions & { secret: string }): WecomApp {
  const http = openHttp(options);
  return appOver(http, gettokenRoute({ ...options, http }), options);
}

/** A delegated app (代开发): to WeCom it is an own app whose secret is the permanent code. */
export function openDelegatedApp({ permanentCode, ...options }: AppOptions & { permanentCode: string }): WecomApp {
  return openWecomApp({ ...options, secret: permanentCode });
}

/** A suite's app (第三方) in one company. The suite outlives it: closing the app leaves the suite open. */
export function openSuiteApp(options: AppOptions & { suite: SuiteApi; permanentCode: string }): WecomApp {
  const { suite, corpId, permanentCode } = options;
  const route: TokenRoute = {
    name: `suite:${suite.suiteId}:${corpId}`,
    secret: permanentCode,
    ask: () => suite.corpToken(corpId, permanentCode),
  };
  const app = appOver(openHttp(options), route, options);
  return {
    ...app,
    forgive() {
      suite.forgive();
      app.forgive();
    },
  };
}

function appOver(http: Http, route: TokenRoute, deps: AppOptions): WecomApp {
  const { corpId, agentId, keyv, log, clock, duplicateCheck = false } = deps;
  const tokens = openTokens({ route, keyv, log, clock });
  const api = openApi({ http, tokens, family: appCalls, secret: route.secret, log });
  const media = openMedia({ api, keyv, clock, corpId });
  return {
    upload: media.upload,
    render(message, { mediaId, recipients, dropsCopies }) {
      switch (message.type) {
        case 'notice':
          return renderNotice({ notice: message, agentId, mediaId, recipients, duplicateCheck: dropsCopies });
        case 'template':
          return renderTemplate({ template: message, agentId, recipients });
      }
    },
    // for template messages WeCom documents no such check
    canDropCopies: (type) => duplicateCheck && type === 'notice',
    async send(type, body, mayLeave) {
      return sendAnswer(await api.call({ ...sendCall(type, body), ...(mayLeave && { mayLeave }) }));
    },
    async recall(msgid) {
      const call = postJson(recallPath, jsonBytes({ msgid }));
      const answer = await api.call({ ...call, schema: z.unknown() });
      return answer.type === 'ok' ? { type: 'recalled' } : answer;
    },
    forgive: tokens.forgive,
    close: http.close,
  };
}

type Accepted = { invalid: NamedId[]; msgid: string | null };

function sendCall(type: Message['type'], body: Uint8Array): ApiCall<Accepted> {
  switch (type) {
    case 'notice':
      return { ...postJson(noticePath, body), schema: noticeAnswerSchema };
    case 'template':
      return { ...postJson(templatePath, body), schema: templateAnswerSchema };
  }
}

function sendAnswer(answer: ApiAnswer<Accepted>): SendAnswer {
  if (answer.type === 'ok') return { type: 'accepted', ...answer.answer };
  // the same code for a refused token would be about no recipient
  if (answer.type === 'refused' && answer.advice === 'recipients' && isAllInvalid(answer.refusal.errcode)) {
    return { type: 'allInvalid', refusal: answer.refusal };
  }
  return answer;
}
