/** Whom one can write to: the sample school, the company, and ids that nobody has. */
import { useId, useState } from 'preact/hooks';
import { Companies } from './companies.tsx';
import { CopyAll, CopyId } from './copy.tsx';
import { Group, Row } from './group.tsx';
import { useWecom } from './use-wecom.ts';

export function Ids() {
  const { words } = useWecom();
  return (
    <>
      <p class="wecom-note">{words.ids.hint}</p>
      <FirstTry />
      <School />
      <Invalid />
      <List />
      <Companies />
      <Templates />
    </>
  );
}

/** All that a notice to three parents needs, one of them invalid. */
function FirstTry() {
  const { state, words } = useWecom();
  const parents = state.school.classes[0]?.parents.slice(0, 2) ?? [];
  return (
    <Group title={words.ids.first} hint={words.ids.firstHint}>
      <p class="wecom-links">
        <CopyAll ids={[...parents, ...state.invalidSamples.slice(0, 1)]} label={words.ids.copyFirst} />
        <a class="wecom-link" href="/sample-cover.jpg" download>
          {words.ids.cover}
        </a>
      </p>
    </Group>
  );
}

function School() {
  const { state, words } = useWecom();
  const { classes, name } = state.school;
  const [chosen, choose] = useState(classes[0]?.id);
  const id = useId();
  const shown = classes.find((one) => one.id === chosen) ?? classes[0];
  if (!shown) return null;
  return (
    <Group title={`${words.ids.school} · ${name}`}>
      <p class="wecom-pick">
        <label for={id}>{words.ids.class}</label>
        <select id={id} value={shown.id} onChange={(event) => choose(event.currentTarget.value)}>
          {classes.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </p>
      <Row title={words.ids.parents} all={shown.parents}>
        {shown.parents.map((one) => (
          <CopyId key={one} id={one} />
        ))}
      </Row>
      <Row title={words.ids.students} all={shown.students}>
        {shown.students.map((one) => (
          <CopyId key={one} id={one} />
        ))}
      </Row>
      <Row title={words.ids.department}>
        <CopyId id={shown.id} note={shown.name} />
      </Row>
    </Group>
  );
}

function Invalid() {
  const { state, words } = useWecom();
  return (
    <Group title={words.ids.invalid} hint={words.ids.invalidHint}>
      <div class="wecom-chips">
        {state.invalidSamples.map((one) => (
          <CopyId key={one} id={one} isOdd />
        ))}
      </div>
    </Group>
  );
}

function List() {
  const { words } = useWecom();
  return (
    <Group title={words.ids.list} hint={words.ids.listHint}>
      <a class="wecom-link" href="/sample-list.csv" download>
        {words.ids.download}
      </a>
    </Group>
  );
}

function Templates() {
  const { state, words } = useWecom();
  return (
    <Group title={words.ids.templates}>
      {state.templates.map(({ templateId, name, keys, isApproved }) => (
        <Row key={templateId} title={isApproved ? name : `${name} · ${words.ids.notApproved}`}>
          <CopyId id={templateId} note={keys.join(' · ')} isOdd={!isApproved} />
        </Row>
      ))}
    </Group>
  );
}
