// The pages of the project name files that exist.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Pages outside `fixtures/checks`, whose Markdown is input. New pages count before they are added.
 */
const pages = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'],
  { cwd: root, encoding: 'utf8' },
)
  .trim()
  .split('\n')
  .filter((path) => !path.startsWith('fixtures/checks/') && existsSync(join(root, path)));

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function withoutCode(text: string): string {
  return text.replace(/^```[^]*?^```$/gm, '').replace(/(`+)[^`]*?\1/g, '');
}

function toSlug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(' ', '-');
}

function findSlugs(text: string): readonly string[] {
  const prose = text.replace(/^```[^]*?^```$/gm, '');
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => toSlug(heading));
}

/** Relative links, with the heading behind `#` where one is named. */
function findLinks(text: string): readonly string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

function isResolved(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, target))) return false;
  return heading === undefined || findSlugs(read(target)).includes(heading);
}

describe.each(pages.map((page) => [page]))('%s', (page) => {
  it('links to files and headings that exist', () => {
    const links = findLinks(read(page));
    expect(links.filter((link) => !isResolved(page, link))).toEqual([]);
  });
});

describe('the paths in backticks', () => {
  const named = pages
    .filter((page) => page === 'CONTRIBUTING.md' || /^src\/[\w-]+\/[\w-]+\.md$/.test(page))
    .flatMap((page) =>
      [...read(page).matchAll(/`((?:src|rules|codemods)\/[^`\s]*)`/g)].map(
        ([, path = '']) => [page, path] as const,
      ),
    )
    .filter(([, path]) => !path.includes('<'));

  it('are found at all', () => {
    expect(named.length).toBeGreaterThan(40);
  });

  it.each(named)('%s: %s exists', (_page, path) => {
    expect(existsSync(join(root, path))).toBe(true);
  });
});
