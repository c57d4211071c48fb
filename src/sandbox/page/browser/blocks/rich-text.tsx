/** rich_text blocks and tables. */
import type { ComponentChildren } from 'preact';
import type { Block, TableCell } from '../../../slack/block-kit/blocks.ts';
import type { RichPiece, RichText } from '../../../slack/block-kit/rich-text.ts';
import { emojiCalled } from './emoji.ts';
import { Link, Mention, Moment } from './mrkdwn-view.tsx';

type RichPart = RichText['elements'][number];

export function RichTextView({ block }: { block: RichText }) {
  return block.elements.map((part, index) => <PartView key={`${index} ${part.type}`} part={part} />);
}

function PartView({ part }: { part: RichPart }) {
  switch (part.type) {
    case 'rich_text_section':
      return (
        <p>
          <Pieces pieces={part.elements} />
        </p>
      );
    case 'rich_text_quote':
      return (
        <blockquote>
          <Pieces pieces={part.elements} />
        </blockquote>
      );
    case 'rich_text_preformatted':
      return (
        <pre>
          <Pieces pieces={part.elements} />
        </pre>
      );
    case 'rich_text_list':
      return <ListView part={part} />;
  }
}

function ListView({ part }: { part: Extract<RichPart, { type: 'rich_text_list' }> }) {
  const items = part.elements.map((item, index) => (
    <li key={index}>
      <Pieces pieces={item.elements} />
    </li>
  ));
  const indent = `rich-list indent-${part.indent ?? 0}`;
  if (part.style === 'bullet') return <ul class={indent}>{items}</ul>;
  return (
    <ol class={indent} start={1 + (part.offset ?? 0)}>
      {items}
    </ol>
  );
}

function Pieces({ pieces }: { pieces: RichPiece[] }) {
  return pieces.map((piece, index) => (
    <Styled key={`${index} ${piece.type}`} style={piece.style ?? {}}>
      <Piece piece={piece} />
    </Styled>
  ));
}

function Styled({ style, children }: { style: Record<string, boolean>; children: ComponentChildren }) {
  const code = style.code ? <code>{children}</code> : children;
  const struck = style.strike ? <s>{code}</s> : code;
  const leaning = style.italic ? <em>{struck}</em> : struck;
  return style.bold ? <strong>{leaning}</strong> : leaning;
}

function Piece({ piece }: { piece: RichPiece }) {
  switch (piece.type) {
    case 'text':
      return <>{piece.text}</>;
    case 'link':
      return <Link url={piece.url}>{piece.text ?? piece.url}</Link>;
    case 'user':
      return <Mention sign="@" id={piece.user_id} />;
    case 'usergroup':
      return <Mention sign="@" id={piece.usergroup_id} />;
    case 'channel':
      return <Mention sign="#" id={piece.channel_id} />;
    case 'emoji':
      return <>{emojiCalled(piece.name)}</>;
    case 'broadcast':
      return <span class="mention mention-all">@{piece.range}</span>;
    case 'date': {
      const { timestamp: seconds, format, url = null, fallback = '' } = piece;
      return <Moment date={{ seconds, format, url, fallback }} />;
    }
  }
}

type Table = Extract<Block, { type: 'table' }>;

/** The first row is the heading, as Slack draws it. */
export function TableView({ block }: { block: Table }) {
  const [head = [], ...rows] = block.rows;
  const align = (column: number) => `align-${block.column_settings?.[column]?.align ?? 'left'}`;
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" class={align(column)}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} class={align(column)}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { cell: TableCell }) {
  return cell.type === 'rich_text' ? <RichTextView block={cell} /> : cell.text;
}
