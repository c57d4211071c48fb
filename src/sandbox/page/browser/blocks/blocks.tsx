/** Block Kit on the page: every block of a message or a modal. */
import type { Block, Element } from '../../../slack/block-kit/blocks.ts';
import { Control } from './control.tsx';
import { InputBlock } from './input-block.tsx';
import { Mrkdwn, plainText, Text } from './mrkdwn-view.tsx';
import type { Naming } from './naming.ts';
import { RichTextView, TableView } from './rich-text.tsx';
import { useReader } from './surroundings.ts';

/** @param props.prefix Makes ids on the page unique: blocks of two messages may be called the same. */
export function Blocks({ blocks, prefix }: { blocks: Block[]; prefix: string }) {
  return (
    <div class="blocks">
      {blocks.map((block, index) => (
        // A block without an id of its own gets a new one with every update; its place keeps it the same element.
        <div
          key={block.type === 'input' ? block.block_id : `${index} ${block.type}`}
          class={`block block-${block.type}`}
        >
          <BlockView block={block} prefix={prefix} />
        </div>
      ))}
    </div>
  );
}

function BlockView({ block, prefix }: { block: Block; prefix: string }) {
  switch (block.type) {
    case 'section':
      return <Section block={block} prefix={prefix} />;
    case 'input':
      return <InputBlock block={block} prefix={prefix} />;
    case 'header':
      return <h3>{plainText(block.text)}</h3>;
    case 'divider':
      return <hr />;
    case 'context':
      return <Context block={block} />;
    case 'actions':
      return block.elements.map((element) => (
        <Unlabelled key={element.action_id} block={block} element={element} prefix={prefix} label={ownLabel(element)} />
      ));
    case 'image':
      return (
        <figure>
          {block.title && <figcaption>{plainText(block.title)}</figcaption>}
          <Picture image={block} />
        </figure>
      );
    case 'alert':
      return (
        <div class={`alert alert-${block.level ?? 'default'}`} role={block.level === 'error' ? 'alert' : 'status'}>
          <Text text={block.text} />
        </div>
      );
    case 'rich_text':
      return <RichTextView block={block} />;
    case 'table':
      return <TableView block={block} />;
    case 'markdown':
      return <Mrkdwn text={block.text} />;
  }
}

function Section({ block, prefix }: { block: Extract<Block, { type: 'section' }>; prefix: string }) {
  const { accessory, text, fields } = block;
  const label = text ?? fields?.[0];
  return (
    <>
      <div class="section-text">
        {text && <Text text={text} />}
        {fields && (
          <div class="section-fields">
            {fields.map((field, index) => (
              <div key={index}>
                <Text text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory?.type === 'image' && <Picture image={accessory} />}
      {accessory && accessory.type !== 'image' && (
        <Unlabelled block={block} element={accessory} prefix={prefix} label={label?.text ?? ownLabel(accessory)} />
      )}
    </>
  );
}

type UnlabelledProps = { block: Block; element: Element; prefix: string; label: string };

/** An element beside a text or in a row: no label of its own, and the bot hears of every change. */
function Unlabelled({ block, element, prefix, label }: UnlabelledProps) {
  const id = `${prefix}-${block.block_id}-${element.action_id}`;
  const naming: Naming = { id, label, labelId: null, describedBy: undefined, isInvalid: false, isRequired: true };
  return <Control blockId={block.block_id} element={element} naming={naming} dispatches />;
}

function ownLabel(element: Element): string {
  return 'placeholder' in element && element.placeholder ? plainText(element.placeholder) : element.action_id;
}

function Context({ block }: { block: Extract<Block, { type: 'context' }> }) {
  return block.elements.map((element, index) =>
    element.type === 'image' ? (
      <Picture key={index} image={element} />
    ) : (
      <div key={index} class="context-text">
        <Text text={element} />
      </div>
    ),
  );
}

type Image = { image_url?: string | undefined; slack_file?: { id?: string | undefined } | undefined; alt_text: string };

/** Only pictures of this Slack: the page asks nobody else for anything. */
function Picture({ image }: { image: Image }) {
  const { state } = useReader();
  const fileId = image.slack_file?.id;
  if (fileId === undefined) return <span class="no-picture">🖼 {image.alt_text}</span>;
  return <img src={`/files/${encodeURIComponent(fileId)}?as=${state.me.id}`} alt={image.alt_text} />;
}
