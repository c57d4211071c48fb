/** Who acts, and how the bot is. */
import { useId } from 'preact/hooks';
import { pageWords } from '../../words.ts';
import { useSession } from './session.ts';

export function TopBar({ actAs }: { actAs(id: string): void }) {
  const { state, words } = useSession();
  const id = useId();
  return (
    <header class="top-bar">
      <h1>
        <span class="logo" aria-hidden="true" />
        {pageWords[state.me.locale].title}
      </h1>
      <div class="acting">
        <label for={id}>{words.person.actAs}</label>
        <select id={id} value={state.me.id} onChange={(event) => actAs(event.currentTarget.value)}>
          {state.people.map((person) => (
            <option key={person.id} value={person.id}>
              {[...new Set([person.name, words.person.roles[person.role]])].join(' · ')}
            </option>
          ))}
        </select>
      </div>
      <BotState />
    </header>
  );
}

function BotState() {
  const { state, words, act } = useSession();
  const { bot } = state;
  return (
    <div class="bot-state">
      <span class={bot.isRunning ? 'lamp is-on' : 'lamp'} aria-hidden="true" />
      <span class="bot-words">
        {bot.isRunning ? words.bot.runs : '…'} · {words.bot.door[bot.door]}
      </span>
      <button type="button" class="button" disabled={!bot.isRunning} onClick={() => act({ act: 'restartBot' })}>
        {words.bot.restart}
      </button>
    </div>
  );
}
