/** What WeCom received and phones show, whom one can write to, and how WeCom misbehaves. */
import { useEffect, useState } from 'preact/hooks';
import type { PageLocale } from '../../contract.ts';
import { Ids } from './ids.tsx';
import { Phone } from './phone.tsx';
import { Requests } from './requests.tsx';
import { isAnyOn, Switches } from './switches.tsx';
import { Tabs } from './tabs.tsx';
import { doIt, useWecomState, type Wecom, WecomContext } from './use-wecom.ts';
import './wecom.css';
import { wordsIn } from './words.ts';

const toldForMs = 4000;
const tabs = ['phone', 'requests', 'ids', 'switches'] as const;
type Tab = (typeof tabs)[number];

/** `as`: in whose language what goes wrong is said. */
export function WecomSide({ locale, as }: { locale: PageLocale; as: string }) {
  const words = wordsIn(locale);
  const { state, isLost } = useWecomState();
  const [tab, setTab] = useState<Tab>('phone');
  const [opened, setOpened] = useState<number | null>(null);
  const [told, tell] = useTold();
  if (!state) return <p class="wecom-note">{isLost ? words.lost : words.loading}</p>;
  const wecom: Wecom = {
    ...{ state, words, tell },
    act: (doing) => doIt(as, doing),
    showRequest(no) {
      setOpened(no);
      setTab('requests');
    },
  };
  const choose = (key: Tab) => {
    setOpened(null);
    setTab(key);
  };
  const titles = tabs.map((key: Tab) => ({
    key,
    title: words.tabs[key],
    isMarked: key === 'switches' && isAnyOn(state),
  }));
  return (
    <WecomContext.Provider value={wecom}>
      <div class="wecom">
        <Tabs label={words.tabList} tabs={titles} current={tab} choose={choose} mark={words.misbehaves}>
          {isLost && <p class="wecom-alert">{words.lost}</p>}
          {tab === 'phone' && <Phone />}
          {tab === 'requests' && <Requests opened={opened} />}
          {tab === 'ids' && <Ids />}
          {tab === 'switches' && <Switches />}
        </Tabs>
        <p class="wecom-told" role="status">
          {told}
        </p>
      </div>
    </WecomContext.Provider>
  );
}

function useTold(): [string, (text: string) => void] {
  const [told, tell] = useState({ text: '' });
  useEffect(() => {
    const timer = setTimeout(() => tell({ text: '' }), toldForMs);
    return () => clearTimeout(timer);
  }, [told]);
  return [told.text, (text) => tell({ text })];
}
