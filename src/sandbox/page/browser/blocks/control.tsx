/** Every element a person can touch. */
import type { Element } from '../../../slack/block-kit/blocks.ts';
import { ButtonView, OverflowView } from './button.tsx';
import { DateInput } from './dates.tsx';
import { FileField } from './file-field.tsx';
import type { Naming } from './naming.ts';
import { OptionMenu } from './option-menus.tsx';
import { PeopleMenu } from './people-menus.tsx';
import { Checkboxes, Radios } from './ticks.tsx';
import { WrittenInput } from './written.tsx';

type Props = { blockId: string; element: Element; naming: Naming; dispatches: boolean };

export function Control({ blockId, element, naming, dispatches }: Props) {
  switch (element.type) {
    case 'button':
      return <ButtonView blockId={blockId} element={element} />;
    case 'overflow':
      return <OverflowView blockId={blockId} element={element} />;
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return <WrittenInput blockId={blockId} element={element} naming={naming} dispatches={dispatches} />;
    case 'static_select':
    case 'multi_static_select':
    case 'external_select':
    case 'multi_external_select':
      return <OptionMenu blockId={blockId} element={element} naming={naming} />;
    case 'users_select':
    case 'multi_users_select':
    case 'conversations_select':
    case 'channels_select':
      return <PeopleMenu blockId={blockId} element={element} naming={naming} />;
    case 'radio_buttons':
      return <Radios blockId={blockId} element={element} naming={naming} />;
    case 'checkboxes':
      return <Checkboxes blockId={blockId} element={element} naming={naming} />;
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
      return <DateInput blockId={blockId} element={element} naming={naming} />;
    case 'file_input':
      return <FileField blockId={blockId} element={element} naming={naming} />;
  }
}
