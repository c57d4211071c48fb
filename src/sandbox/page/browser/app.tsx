/** Slack on the left, WeCom on the right; on a narrow window one of them at a time. */
import { useEffect, useState } from 'preact/hooks';
import { pageWords } from '../words.ts';
import { AskAround } from './blocks/ask.tsx';
import { nextIndex } from './blocks/menu.tsx';
import { ReaderContext } from './blocks/surroundings.ts';
import { SessionContext, useSlack } from './slack/session.ts';
import { SlackSide } from './slack/slack-side.tsx';
import { TopBar } from './slack/top-bar.tsx';
import type { Words } from './slack/words.ts';
import { WecomSide } from './wecom/wecom-side.tsx';

/** Who sends: 王老师, or Ms Smith for a reader of English. */
const firstPerson = document.documentElement.lang === 'en' ? 'U0SMITH' : 'U0WANG';

type Side = 'slack' | 'wecom';

export function App() {
  const [as, setAs] = useState(() => new URLSearchParams(location.search).get('as') ?? firstPerson);
  const [side, setSide] = useState<Side>('slack');
  const session = useSlack(as, () => setAs(firstPerson));
  const language = session?.words.language;
  useEffect(() => {
    if (!session) return;
    document.documentElement.lang = session.words.language;
    document.title = pageWords[session.state.me.locale].title;
  }, [language]);
  if (!session) return <div class="loading spinner" role="status" aria-busy="true" />;
  const actAs = (id: string) => {
    history.replaceState(null, '', `?as=${id}${location.hash}`);
    setAs(id);
  };
  return (
    <SessionContext.Provider value={session}>
      <ReaderContext.Provider value={session}>
        <AskAround>
          <TopBar actAs={actAs} />
          <SideTabs words={session.words} side={side} choose={setSide} />
          <main class="sides" data-side={side}>
            {/* Another person is another client: nothing half written is carried over. */}
            <section class="side slack" aria-label={session.words.page.slack}>
              <SlackSide key={session.state.me.id} />
            </section>
            <section class="side wecom" aria-label={session.words.page.wecom}>
              <WecomSide locale={session.state.me.locale} as={session.state.me.id} />
            </section>
          </main>
        </AskAround>
      </ReaderContext.Provider>
    </SessionContext.Provider>
  );
}

const sides: Side[] = ['slack', 'wecom'];

function SideTabs({ words, side, choose }: { words: Words; side: Side; choose(side: Side): void }) {
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const key = event.key.replace('Right', 'Down').replace('Left', 'Up');
    const next = nextIndex(key, sides.indexOf(side), sides.length);
    if (next === null) return;
    choose(sides[next] ?? side);
    event.currentTarget.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div class="side-tabs" role="tablist" tabIndex={-1} aria-label={words.page.sides} onKeyDown={onKeyDown}>
      {sides.map((one) => (
        <button
          key={one}
          type="button"
          role="tab"
          aria-selected={side === one}
          tabIndex={side === one ? 0 : -1}
          onClick={() => choose(one)}
        >
          {words.page[one]}
        </button>
      ))}
    </div>
  );
}
