/** The commands' place in the app: /wecom and its menu, and what opens a form. */
import type { AckFn, App, BlockAction, RespondArguments, RespondFn, SlashCommand, webApi } from '@slack/bolt';
import { type Answer, menuActions } from './answers.ts';
import { parseWish } from './parse.ts';
import { answer, type CommandDeps, type Question } from './run.ts';
import { templateCommand, wecomCommand } from './surface.ts';

/** Who asks for a form, and where; `text` is what was typed behind the command. */
export type Asked = {
  user: string;
  teamId: string;
  channel: string;
  responseUrl: string;
  triggerId: string;
  text: string;
};

/** Opens a modal, acknowledging on its own: a trigger must be used before anything is awaited. */
type OpenModal = (
  asked: Asked,
  slack: { client: webApi.WebClient; ack: AckFn<string>; respond: RespondFn },
) => Promise<void>;

type Openers = { openNotice: OpenModal; openTemplate: OpenModal; openAdmin: OpenModal };

export function registerCommands(app: App, deps: CommandDeps & Openers): void {
  const reply = async (wish: Question, user: string, { ack, respond }: { ack: AckFn<string>; respond: RespondFn }) => {
    // The answer comes by response_url: a slow store must not cost the acknowledgement its three seconds.
    await ack();
    await respond(privately(await answer(wish, user, deps)));
  };
  app.command(wecomCommand, async ({ command, client, ack, respond }) => {
    const wish = parseWish(command.text ?? '');
    if (wish.type === 'notice') return deps.openNotice(askedBy(command), { client, ack, respond });
    if (wish.type === 'template') {
      return deps.openTemplate({ ...askedBy(command), text: wish.name }, { client, ack, respond });
    }
    if (wish.type === 'admin') return deps.openAdmin(askedBy(command), { client, ack, respond });
    await reply(wish, command.user_id, { ack, respond });
  });
  app.command(templateCommand, ({ command, client, ack, respond }) =>
    deps.openTemplate(askedBy(command), { client, ack, respond }),
  );
  app.action<BlockAction>(menuActions.notice, ({ body, client, ack, respond }) =>
    deps.openNotice(askedByButton(body), { client, ack: () => ack(), respond }),
  );
  app.action<BlockAction>(menuActions.template, ({ body, client, ack, respond }) =>
    deps.openTemplate(askedByButton(body), { client, ack: () => ack(), respond }),
  );
  app.action<BlockAction>(menuActions.list, ({ body, ack, respond }) =>
    reply({ type: 'list' }, body.user.id, { ack: () => ack(), respond }),
  );
}

/** `replace_original`: the menu stays when one of its buttons is pressed. */
function privately(answer: Answer): RespondArguments {
  return { response_type: 'ephemeral', replace_original: false, ...answer };
}

function askedBy(command: SlashCommand): Asked {
  return {
    user: command.user_id,
    teamId: command.team_id,
    channel: command.channel_id,
    responseUrl: command.response_url,
    triggerId: command.trigger_id,
    text: command.text ?? '',
  };
}

function askedByButton(body: BlockAction): Asked {
  return {
    user: body.user.id,
    teamId: body.team?.id ?? body.user.team_id ?? '',
    channel: body.channel?.id ?? '',
    responseUrl: body.response_url,
    triggerId: body.trigger_id,
    text: '',
  };
}
