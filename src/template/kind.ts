/** The template message as a kind of form. */
import type { FormKind } from '../compose/kind.ts';
import { alert, type Block } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { begin } from './begin.ts';
import { checkTemplate } from './check.ts';
import type { TemplateKindDeps } from './deps.ts';
import { readTemplateDraft, type TemplateParts, templateOf } from './draft.ts';
import { templateForm } from './form.ts';
import { card, remarks } from './review.ts';
import { appsFor, settleTemplate } from './settle.ts';

export function templateKind(deps: TemplateKindDeps): FormKind<TemplateParts> {
  const { miniPrograms } = deps;
  return {
    name: 'template',
    series: 'T',
    words: (words) => words.forms.template,
    readDraft: readTemplateDraft,
    begin: (asked, _apps, words) => begin(deps, asked.text, words),
    appsFor: (draft, all) => appsFor(deps, draft, all),
    settle: (draft, all, words) => settleTemplate(deps, draft, { all, words }),
    form: (draft, apps) => templateForm(draft, { apps, miniPrograms }),
    lead: ({ offered }, words) => lead(offered, words),
    needsFetching: ({ audience, listFile }) => audience === 'file' && listFile !== null,
    check: (draft, apps, words) => checkTemplate(deps, draft, { apps, words }),
    message: templateOf,
    card: (draft, apps, words) => card(deps, { draft, apps, words }),
    remarks,
    title: ({ offered }, words) => [words.forms.template.compose.template, offered.template?.name ?? ''],
  };
}

/** What was typed behind the command, where it is not the name of one template. */
function lead({ asked }: TemplateParts['offered'], words: Words): Block[] {
  if (asked === null) return [];
  const { severalFound, notFound } = words.forms.template;
  return [alert(asked.several ? severalFound(asked.text) : notFound(asked.text), 'warning')];
}
