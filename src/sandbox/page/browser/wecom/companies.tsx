/** Companies: their members, departments and tags, and which third-party apps they have authorised. */
import { useState } from 'preact/hooks';
import type { WecomState } from '../../contract.ts';
import { CopyId } from './copy.tsx';
import { Group, Row } from './group.tsx';
import { useWecom, type Wecom } from './use-wecom.ts';

type Company = WecomState['companies'][number];
type Suite = WecomState['suites'][number];

export function Companies() {
  const { state } = useWecom();
  return (
    <>
      {state.companies.map((company) => (
        <CompanyIds key={company.corpId} company={company} />
      ))}
      <Authorisations />
    </>
  );
}

function CompanyIds({ company }: { company: Company }) {
  const { words } = useWecom();
  const { ids } = words;
  return (
    <Group title={`${ids.company} · ${company.name}`}>
      <Row title={ids.members} all={company.members.map(({ userId }) => userId)}>
        {company.members.map(({ userId, name, isLicensed }) => (
          <CopyId
            key={userId}
            id={userId}
            note={isLicensed ? name : `${name} · ${ids.unlicensed}`}
            isOdd={!isLicensed}
          />
        ))}
      </Row>
      <Row title={ids.departments}>
        {company.departments.map(({ id, name }) => (
          <CopyId key={id} id={id} note={name} />
        ))}
      </Row>
      <Row title={ids.tags}>
        {company.tags.map(({ id, name }) => (
          <CopyId key={id} id={id} note={name} />
        ))}
      </Row>
    </Group>
  );
}

function Authorisations() {
  const { state, words } = useWecom();
  return (
    <Group title={words.ids.suites} hint={words.ids.suitesHint}>
      {state.suites.flatMap((suite) =>
        state.companies.map((company) => (
          <Authorisation key={suite.suiteId + company.corpId} suite={suite} company={company} />
        )),
      )}
    </Group>
  );
}

function Authorisation({ suite, company }: { suite: Suite; company: Company }) {
  const { state, words } = useWecom();
  const { suiteId } = suite;
  const { corpId } = company;
  const isAuthorised = state.authorisations.some((one) => one.suiteId === suiteId && one.corpId === corpId);
  const { ids } = words;
  return (
    <div class="wecom-row">
      <h4>
        {suite.name} → {company.name}{' '}
        <span class={`wecom-chip ${isAuthorised ? 'is-good' : ''}`}>
          {isAuthorised ? ids.authorised : ids.notAuthorised}
        </span>
      </h4>
      <div class="wecom-chips">
        {isAuthorised ? (
          <Do label={ids.cancel} doing={{ act: 'cancelAuth', suiteId, corpId }} />
        ) : (
          <>
            <Do label={ids.authorise} doing={{ act: 'authorise', suiteId, corpId, mode: 'admin' }} />
            <Do label={ids.authoriseMembers} doing={{ act: 'authorise', suiteId, corpId, mode: 'member' }} />
          </>
        )}
        <Do label={ids.ticket} doing={{ act: 'pushTicket', suiteId }} />
      </div>
    </div>
  );
}

/** A button that is busy until the bot has taken what WeCom pushed. */
function Do({ label, doing }: { label: string; doing: Parameters<Wecom['act']>[0] }) {
  const { act, words, tell } = useWecom();
  const [isBusy, setBusy] = useState(false);
  const onClick = async () => {
    setBusy(true);
    tell((await act(doing)) ?? words.ids.done);
    setBusy(false);
  };
  return (
    <button type="button" class="button" disabled={isBusy} aria-busy={isBusy} onClick={onClick}>
      {label}
    </button>
  );
}
