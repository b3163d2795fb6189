import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { HtmlValidate } from 'html-validate';
import { renderView, type PageLayout } from '../../server/http/views';
import { samples } from './samples';
import { supported } from './supported-options';

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'long-title': 'off',
    'no-trailing-whitespace': 'off',
    'attribute-boolean-style': 'off',
    'void-style': ['error', { style: 'omit' }],
    // govuk-frontend's roles are for screen readers that need them
    'no-redundant-role': 'off',
    'prefer-native-element': 'off',
    'no-inline-style': 'error',
  },
});
const componentsFolder = path.resolve(__dirname, '../../views/components');

function layout(more: Partial<PageLayout> = {}): object {
  return {
    title: 'Finding 2',
    navigation: [
      { text: 'Work', href: '/reviews', active: true },
      { text: 'Library', href: '/library' },
    ],
    user: { label: 'Lead reviewer', href: '/account' },
    csrf: 'token',
    assets: { css: '/build/main.css', js: '/build/main.js', icon: '/build/icon.svg' },
    ...more,
  };
}

async function problems(html: string): Promise<string[]> {
  const report = await validator.validateString(html);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, selector }) => `${ruleId} ${line} ${selector ?? ''}: ${message}`),
  );
}

const own = readdirSync(componentsFolder)
  .filter((file) => file.endsWith('.ejs'))
  .map((file) => path.basename(file, '.ejs'))
  .filter((name) => !(name in supported));

test('each of our own components has a sample, and each sample a component', () => {
  expect(Object.keys(samples).sort()).toEqual(own.sort());
  for (const name of Object.keys(supported))
    expect(existsSync(path.join(componentsFolder, `${name}.ejs`))).toBe(true);
});

test.each(Object.entries(samples))('%s is valid in a page', async (name, sample) => {
  const body = { view: `components/${name}`, page: sample };
  const heading = { view: 'components/page-heading', page: { text: 'A page' } };
  const more = name === 'page-heading' ? {} : { lead: heading };
  expect(await problems(renderView('layouts/page', { layout: layout(more), body }))).toEqual([]);
});

test('the whole layout is valid, with everything that it can show', async () => {
  const html = renderView('layouts/page', {
    layout: layout({
      backLink: { href: '/reviews/1' },
      identity: samples['identity-bar'] as PageLayout['identity'],
      flash: { text: 'Saved', link: { text: 'Undo', href: '/undo' } },
      errors: [{ text: 'Say how you know', href: '#how' }],
      lead: { view: 'components/page-heading', page: samples['page-heading'] ?? {} },
      aside: { view: 'components/aside-part', page: samples['aside-part'] ?? {} },
      sessionEnds: 1800,
    }),
    body: { view: 'components/input', page: { name: 'how', label: { text: 'How do you know?' } } },
  });
  expect(await problems(html)).toEqual([]);
  expect(html).toContain('<html lang="en-GB"');
  expect(html).toContain('<title>Error: Finding 2 – Systems review workbench</title>');
  expect(html).toContain('<body class="govuk-template__body" data-session-ends="1800">');
  expect(html.trimStart()).toMatch(/^<!DOCTYPE html>/);
});

test('a page for someone not signed in has neither account nor menu', async () => {
  const html = renderView('layouts/page', {
    layout: layout({ user: undefined, navigation: undefined, title: 'Sign in' }),
    body: { view: 'components/page-heading', page: { text: 'Sign in' } },
  });
  expect(await problems(html)).toEqual([]);
  expect(html).toContain('<title>Sign in – Systems review workbench</title>');
  expect(html).not.toMatch(/Sign out|<nav/);
});
