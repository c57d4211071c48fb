/** The form of one template: its fields once, and the view around them. */
import type { types } from '@slack/bolt';
import { type CatalogueEntry, catalogueLimits, type TemplateContent } from '../catalogue/catalogue.ts';
import { readKeywords, sampleMaxChars, writeKeywords } from '../catalogue/keywords.ts';
import { byteLength, templateLimits } from '../message.ts';
import { context, modal, mrkdwn, section } from '../slack/blocks.ts';
import { selectField, textField } from '../slack/fields.ts';
import { defineForm, type Form } from '../slack/form.ts';
import type { Words } from '../words/zh.ts';
import { moment } from './dates.ts';
import { type Suite, templateSuites } from './deps.ts';
import { templateText } from './home.ts';
import type { AdminMetadata } from './metadata.ts';
import { backButton } from './plain-views.ts';

export type TemplateValues = { suite: string; name: string; templateId: string; keywords: string };

export const templateCallback = 'admin:template';

/** Faults named one by one; the rest as a number. */
const namedFaults = 5;

const keywordLimits = {
  min: templateLimits.minItems,
  max: templateLimits.maxItems,
  keyMax: templateLimits.keyMaxChars,
  sampleMax: sampleMaxChars,
};

export function templateForm(suites: Suite[]): Form<TemplateValues> {
  const offered = templateSuites(suites);
  return defineForm<TemplateValues>(
    templateCallback,
    {
      suite: selectField({
        label: (words) => words.admin.form.suite,
        choices: offered.map(({ suiteId, name }) => ({ value: suiteId, label: () => name })),
      }),
      name: textField({
        label: (words) => words.admin.form.name,
        hint: (words) => words.admin.form.nameHint(catalogueLimits.nameMaxLength),
        limit: { maxCharacters: catalogueLimits.nameMaxLength },
      }),
      templateId: textField({
        label: (words) => words.admin.form.templateId,
        hint: (words) => words.admin.form.templateIdHint(templateLimits.templateIdMaxBytes),
        check: templateIdFault,
      }),
      keywords: textField({
        label: (words) => words.admin.form.keywords,
        hint: (words) => words.admin.form.keywordsHint(keywordLimits),
        placeholder: (words) => words.admin.form.keywordsPlaceholder,
        multiline: true,
        check: keywordsFault,
      }),
    },
    { visible: { suite: () => offered.length > 1 } },
  );
}

function templateIdFault(templateId: string, { admin: { form } }: Words): string | null {
  if (/\s/.test(templateId)) return form.templateIdBlank;
  const bytes = byteLength(templateId);
  const { templateIdMaxBytes } = templateLimits;
  return bytes > templateIdMaxBytes ? form.templateIdTooLong(bytes, templateIdMaxBytes) : null;
}

function keywordsFault(text: string, { admin: { form } }: Words): string | null {
  const { faults } = readKeywords(text);
  if (faults.length === 0) return null;
  const named = faults.slice(0, namedFaults).map((fault) => form.keywordFault(fault, keywordLimits));
  const others = faults.length - named.length;
  return [...named, ...(others > 0 ? [form.moreFaults(others)] : [])].join('\n');
}

/** Of values without faults. */
export function contentOf({ suite, name, templateId, keywords }: TemplateValues): TemplateContent {
  return { suiteId: suite, templateId, name, keywords: readKeywords(keywords).keywords };
}

export function valuesOf({ suiteId, name, templateId, keywords }: TemplateContent): TemplateValues {
  return { suite: suiteId, name, templateId, keywords: writeKeywords(keywords) };
}

type Shown = {
  values: TemplateValues;
  meta: AdminMetadata;
  words: Words;
  /** How the template stands, when somebody else changed it meanwhile. */
  changed?: CatalogueEntry;
};

export function templateView(suites: Suite[], { values, meta, words, changed }: Shown): types.ModalView {
  const say = words.admin.form;
  const { home } = words.admin;
  const heading = changed && [
    section(mrkdwn(say.changed(`<@${changed.updatedBy}>`, moment(changed.updatedAt)))),
    section(mrkdwn(`${say.nowReads(changed.retiredAt !== null)}\n${templateText(changed, home)}`)),
  ];
  return modal({
    callbackId: templateCallback,
    title: meta.editing === null ? say.titleAdd : say.titleEdit,
    close: words.admin.close,
    submit: say.submit,
    metadata: JSON.stringify(meta),
    blocks: [...(heading ?? [context(say.note)]), ...templateForm(suites).render(values, words), backButton(say.back)],
  });
}
