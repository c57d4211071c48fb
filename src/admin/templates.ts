/** What administrators do with templates: add, edit, retire, restore. */
import type { types, ViewResponseAction } from '@slack/bolt';
import type { CatalogueEntry } from '../catalogue/catalogue.ts';
import { type AdminDeps, templateSuites } from './deps.ts';
import type { Note } from './home.ts';
import type { AdminMetadata } from './metadata.ts';
import { backHome, onPress, onSubmission, type Pressed, type Session, shows } from './session.ts';
import { contentOf, type TemplateValues, templateForm, templateView, valuesOf } from './template-form.ts';

export function addPressed(deps: AdminDeps) {
  return onPress(deps, async ({ value: suite, meta, words }) => {
    const values: TemplateValues = { ...templateForm(deps.suites).empty, suite };
    return templateView(deps.suites, { values, meta, words });
  });
}

export function editPressed(deps: AdminDeps) {
  return onPress(deps, async (pressed) => {
    const entry = await deps.catalogue.find(pressed.value);
    if (entry === null) return backHome(deps, pressed, warning(pressed.words.admin.home.done.gone));
    const meta = editing(pressed.meta, entry);
    return templateView(deps.suites, { values: valuesOf(entry), meta, words: pressed.words });
  });
}

export function retirePressed(deps: AdminDeps) {
  return onPress(deps, (pressed) => changed(deps, pressed, 'retire'));
}

export function restorePressed(deps: AdminDeps) {
  return onPress(deps, (pressed) => changed(deps, pressed, 'restore'));
}

async function changed(deps: AdminDeps, pressed: Pressed, how: 'retire' | 'restore'): Promise<types.ModalView> {
  const { done } = pressed.words.admin.home;
  const entry = await deps.catalogue[how](pressed.value, pressed.user);
  if (entry === null) return backHome(deps, pressed, warning(done.already));
  const text = how === 'retire' ? done.retired(entry.name) : done.restored(entry.name);
  return backHome(deps, pressed, { text, level: 'success' });
}

export function templateSubmitted(deps: AdminDeps) {
  return onSubmission(deps, async (session, state) => {
    const form = templateForm(deps.suites);
    // The only app there is has no field.
    const [only] = templateSuites(deps.suites);
    const parsed = form.parse(state, session.words, { ...form.empty, suite: only?.suiteId ?? '' });
    return parsed.type === 'faults' ? errors(parsed.faults) : save(deps, session, parsed.values);
  });
}

async function save(deps: AdminDeps, session: Session, values: TemplateValues): Promise<ViewResponseAction> {
  const { user, meta, words } = session;
  const { done } = words.admin.home;
  const content = contentOf(values);
  const saved =
    meta.editing === null
      ? await deps.catalogue.add(content, user)
      : await deps.catalogue.edit(meta.editing, content, user);
  switch (saved.type) {
    case 'saved':
      return shows(await backHome(deps, session, { text: done.saved(saved.entry.name), level: 'success' }));
    case 'taken':
      return errors({ templateId: words.admin.form.taken(saved.entry.name, saved.entry.retiredAt !== null) });
    case 'changed': {
      const now = editing(meta, saved.entry);
      return shows(templateView(deps.suites, { values, meta: now, words, changed: saved.entry }));
    }
    case 'gone':
      return shows(await backHome(deps, session, warning(done.gone)));
  }
}

function editing(meta: AdminMetadata, { id, updatedAt }: CatalogueEntry): AdminMetadata {
  return { ...meta, editing: { id, seen: updatedAt } };
}

function errors(faults: Partial<Record<keyof TemplateValues, string>>): ViewResponseAction {
  return { response_action: 'errors', errors: { ...faults } };
}

function warning(text: string): Note {
  return { text, level: 'warning' };
}
