/** Every sentence a person reads, in English; the compiler holds it to the keys of the Chinese. */
import { admin } from './en-admin.ts';
import { commands } from './en-commands.ts';
import { forms } from './en-forms.ts';
import { reasons } from './en-reasons.ts';
import { report } from './en-report.ts';
import type { Words } from './zh.ts';

export const en: Words = { admin, forms, commands, report, reasons };
