"use client";

import { Anchor, Code, List, Table, Text, Title } from "@mantine/core";
import Link from "next/link";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { type GuideBlock, type GuideText, guideTexts } from "#lib/gallery/guide-blocks.ts";
import classes from "./gallery.module.css";

/** A page that explains a use case. */
export function Guide({ blocks }: { blocks: readonly GuideBlock[] }) {
  return (
    <article className={classes.guide}>
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the page never changes
        <Block key={index} block={block} />
      ))}
    </article>
  );
}

function Block({ block }: { block: GuideBlock }) {
  switch (block.type) {
    case "heading":
      return <Title order={block.level}>{block.text}</Title>;
    case "image":
      // biome-ignore lint/performance/noImgElement: the picture is part of the page
      return <img src={block.source} alt={block.alt} className={classes.picture} />;
    case "code":
      return <CodeBlock label="Shell" code={block.text} wrap />;
    case "list":
      return (
        <List type={block.ordered ? "ordered" : "unordered"} spacing={6}>
          {block.items.map((item) => (
            <List.Item key={item}>
              <Words line={item} />
            </List.Item>
          ))}
        </List>
      );
    case "table":
      return <Rows rows={block.rows} />;
    default:
      return (
        <Text>
          <Words line={block.text} />
        </Text>
      );
  }
}

function Rows({ rows: [head = [], ...rows] }: { rows: string[][] }) {
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          {head.map((cell) => (
            <Table.Th key={cell}>
              <Words line={cell} />
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.join()}>
            {row.map((cell) => (
              <Table.Td key={cell}>
                <Words line={cell} />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Words({ line }: { line: string }) {
  return guideTexts(line).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the page never changes
    <Word key={index} part={part} />
  ));
}

function Word({ part }: { part: GuideText }) {
  if (part.type === "link") {
    const guide = /^([a-z-]+)\.md$/.exec(part.href)?.[1];
    if (guide) return <Link href={`/guides/${guide}`}>{part.text}</Link>;
    return <Anchor href={part.href}>{part.text}</Anchor>;
  }
  if (part.type === "code") return <Code>{part.text}</Code>;
  if (part.type === "strong") return <strong>{part.text}</strong>;
  return part.type === "emphasis" ? <em>{part.text}</em> : part.text;
}
