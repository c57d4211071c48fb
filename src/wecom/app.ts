/** An own app (自建) as the courier sees it. Another kind of app is the same with another token route. */
import type { Keyv } from 'keyv';
import type { Clock } from '../clock.ts';
import type { Relay } from '../delivery/relay.ts';
import type { NamedId, SendAnswer } from '../delivery/states.ts';
import type { Log } from '../log.ts';
import { type ApiAnswer, openApi } from './api.ts';
import { isAllInvalid } from './errcodes.ts';
import type { HttpTimeouts } from './exchange.ts';
import { type Http, openHttp } from './http.ts';
import { openMedia } from './media.ts';
import { noticeAnswerSchema, noticePath, renderNotice } from './messages.ts';
import { gettokenRoute, type TokenRoute } from './token-route.ts';
import { openTokens } from './tokens.ts';

export type WecomApp = Relay & {
  /** After somebody mended the credentials: the next call may ask for a token at once instead of a minute later. */
  forgive(): void;
  /** Waits for what is in flight; whatever is sent later is answered as not sent. */
  close(): Promise<void>;
};

type Deps = { corpId: string; agentId: number; keyv: Keyv; log: Log; clock: Clock };

export function openWecomApp(options: Deps & { apiUrl: string; secret: string; timeouts?: HttpTimeouts }): WecomApp {
  const http = openHttp(options.apiUrl, options.timeouts);
  const route = gettokenRoute({ http, corpId: options.corpId, agentId: options.agentId, secret: options.secret });
  return appOver(http, route, options);
}

function appOver(http: Http, route: TokenRoute, deps: Deps): WecomApp {
  const { corpId, agentId, keyv, log, clock } = deps;
  const tokens = openTokens({ route, keyv, log, clock });
  const api = openApi({ http, tokens, secret: route.secret, log });
  const media = openMedia({ api, keyv, clock, corpId });
  return {
    upload: media.upload,
    render: (message, mediaId, recipients) => renderNotice({ notice: message, agentId, mediaId, recipients }),
    async send(body) {
      return sendAnswer(
        await api.post({ path: noticePath, body, contentType: 'application/json' }, noticeAnswerSchema),
      );
    },
    forgive: tokens.forgive,
    close: http.close,
  };
}

function sendAnswer(answer: ApiAnswer<NamedId[]>): SendAnswer {
  if (answer.type === 'ok') return { type: 'accepted', invalid: answer.answer };
  // the same code for a refused token would be about no recipient
  if (answer.type === 'refused' && answer.advice === 'recipients' && isAllInvalid(answer.refusal.errcode)) {
    return { type: 'allInvalid', refusal: answer.refusal };
  }
  return answer;
}
