import type { ReactNode } from 'react'
import { ExternalLink } from '../../ui/notice.tsx'
import { type Block, readInline, readMarkdown } from './markdown.ts'
import './markdown.css'

/** Markdown of a connector's guide as elements. Whatever it does not know stays text: nothing of it becomes HTML. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="markdown">
      {readMarkdown(text).map((block) => (
        <BlockView key={block.at} block={block} />
      ))}
    </div>
  )
}

function BlockView({ block }: { block: Block }): ReactNode {
  switch (block.kind) {
    case 'heading':
      return block.level <= 2 ? <h3>{inline(block.text)}</h3> : <h4>{inline(block.text)}</h4>
    case 'paragraph':
      return <p>{inline(block.text)}</p>
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines must be reachable for whoever scrolls with keys
        <pre tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      )
    case 'list': {
      const items = block.items.map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a guide never changes its order
        <li key={at}>{inline(item)}</li>
      ))
      return block.ordered ? <ol {...(block.start > 1 ? { start: block.start } : {})}>{items}</ol> : <ul>{items}</ul>
    }
    case 'table':
      return <TableView block={block} />
  }
}

function TableView({ block: { head, rows } }: { block: Extract<Block, { kind: 'table' }> }) {
  return (
    <table>
      <thead>
        <tr>
          {head.map((cell) => (
            <th key={cell} scope="col">
              {inline(cell)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.join('|')}>
            {row.map((cell, at) => (
              <td key={head[at] ?? cell}>{inline(cell)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const inline = (text: string): ReactNode =>
  readInline(text).map(({ kind, text: said, href }, at) => {
    const key = `${at} ${said}`
    if (kind === 'code') return <code key={key}>{said}</code>
    if (kind === 'strong') return <strong key={key}>{said}</strong>
    if (kind === 'emphasis') return <em key={key}>{said}</em>
    if (kind === 'link' && href !== undefined)
      return (
        <ExternalLink key={key} href={href}>
          {said}
        </ExternalLink>
      )
    return said
  })
