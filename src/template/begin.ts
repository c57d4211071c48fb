/** The first view: a template to choose, or its fields at once where there is only one that can be meant. */
import type { Beginning } from '../compose/kind.ts';
import type { Words } from '../words/zh.ts';
import type { TemplateKindDeps } from './deps.ts';
import type { Entry, TemplateParts } from './draft.ts';
import { templateForm } from './form.ts';

type Deps = Pick<TemplateKindDeps, 'catalogue' | 'suiteIds' | 'miniPrograms'>;
/** What people type is shown back; a name is shorter. */
const shownCharacters = 80;

/** `text`: what was typed behind the command. */
export async function begin(deps: Deps, text: string, words: Words): Promise<Beginning<TemplateParts>> {
  const { catalogue, miniPrograms } = deps;
  const suiteIds = [...deps.suiteIds];
  if (suiteIds.length === 0) return { type: 'nothing', text: words.forms.template.noSuite };
  const wanted = text.trim();
  const found = await catalogue.search(suiteIds, wanted);
  if (found.length === 0 && (wanted === '' || (await catalogue.search(suiteIds, '')).length === 0)) {
    return { type: 'nothing', text: words.forms.template.noTemplates };
  }
  const meant = meantBy(wanted, found);
  const shown = [...wanted].slice(0, shownCharacters).join('');
  const asked = wanted === '' || meant ? null : { text: shown, several: found.length > 1 };
  // The template itself is looked up with the other things the values ask for.
  const offered = { template: null, drawn: 0, asked };
  const untouched = { template: meant?.id ?? '' };
  const { empty } = templateForm({ offered, values: { app: '' } }, { apps: [], miniPrograms });
  return { type: 'form', values: { ...empty, ...untouched }, offered };
}

/** The only one found, or the only one of exactly that name. */
function meantBy(wanted: string, found: Entry[]): Entry | null {
  const named = found.filter(({ name }) => folded(name) === folded(wanted));
  const [only, ...others] = named.length > 0 ? named : found;
  return only && others.length === 0 ? only : null;
}

function folded(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
