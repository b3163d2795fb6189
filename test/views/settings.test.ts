import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createViews, renderView } from '../../server/http/views';

const viewsFolder = path.resolve(__dirname, '../../views');

function allViews(folder = viewsFolder): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return allViews(file);
    return entry.name.endsWith('.ejs') ? [file] : [];
  });
}

describe.each(allViews().map((file) => [path.relative(viewsFolder, file), readFileSync(file, 'utf8')]))(
  '%s',
  (_name, text) => {
    const html = text.replace(/<%#[\s\S]*?%>/g, '');

    test('prints unescaped only what another view made', () => {
      for (const [found] of html.matchAll(/<%-[\s\S]*?%>/g))
        expect(found).toMatch(/^<%- include\([\s\S]*\) -?%>$/);
    });

    test('has no styles, scripts or handlers in the page', () => {
      const tags = html.replace(/<%[\s\S]*?%>/g, '');
      expect(tags).not.toMatch(/<style|\sstyle\s*=|javascript:/i);
      expect(tags).not.toMatch(/<[a-z][^>]*\son[a-z]+\s*=/i);
      for (const [found] of tags.matchAll(/<script[^>]*>[\s\S]*?<\/script>/gi)) {
        expect(found).toMatch(/^<script type="module" src="[^"]*"><\/script>$/);
      }
    });
  },
);

describe('rendering', () => {
  let directory = '';
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, `${name}.ejs`), text);
  };
  const render = (name: string, page: object = {}, watch = false): string =>
    createViews({ directory, watch }).render(name, page);

  beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), 'views-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  test('escapes', () => {
    write('a', '<p title="<%= page.text %>"><%= page.text %></p>');
    expect(render('a', { text: `<script>"'&` })).toBe(
      '<p title="&lt;script&gt;&#34;&#39;&amp;">&lt;script&gt;&#34;&#39;&amp;</p>',
    );
  });

  test('an include sees only what it is given', () => {
    write('a', `<%- include('./part/b', { given: 1 }) %>|<%- include('part/b') %>`);
    write('part/b', '<%= page.given %>,<%= page.secret %>');
    expect(render('a', { secret: 'child', given: 2 })).toBe('1,|,');
  });

  test('view data is data, whatever its keys are called', () => {
    write('a', '<%= page.text %>');
    const hostile = {
      text: '<b>',
      escape: String,
      escapeFn: String,
      escapeFunction: String,
      client: true,
      _with: true,
      strict: false,
      delimiter: '?',
      localsName: 'x',
      outputFunctionName: 'x;throw 1;//',
      destructuredLocals: ['x=1'],
      'view options': { escape: String },
      cache: false,
      filename: '/etc/passwd',
    };
    expect(render('a', hostile)).toBe('&lt;b&gt;');
    const parsed = JSON.parse('{"text":"<b>","__proto__":{"escape":"x"},"constructor":{}}') as object;
    expect(render('a', parsed)).toBe('&lt;b&gt;');
  });

  test('what is inherited is not data', () => {
    write('a', '<%= page.toString %>|<%= page.inherited %>');
    expect(render('a', Object.create({ inherited: 'no' }) as object)).toBe('|');
  });

  test.each(['include', 'settings'])('refuses a key named %s', (key) => {
    write('a', '');
    expect(() => render('a', { [key]: () => '' })).toThrow(`a key named ${key}`);
  });

  test('nested data cannot replace include', () => {
    write('a', `<%- include('b', page.inner) %>`);
    write('b', `<%- include('c', { text: '<' }) %>`);
    write('c', '<%= page.text %>');
    expect(render('a', { inner: { include: () => '<script>' } })).toBe('&lt;');
  });

  test('stays in the views folder', () => {
    write('a', `<%- include('../../etc/passwd') %>`);
    expect(() => render('a')).toThrow('outside the views folder');
    expect(() => render('../a')).toThrow('outside the views folder');
    expect(() => render('nowhere')).toThrow('There is no view');
  });

  test('compiles once, or again when the file changed while watching', () => {
    for (const watch of [false, true]) {
      const views = createViews({ directory, watch });
      write('a', 'first');
      expect(views.render('a')).toBe('first');
      write('a', 'second time');
      expect(views.render('a')).toBe(watch ? 'second time' : 'first');
    }
  });

  test('refuses attributes that the content security policy would refuse', () => {
    for (const name of ['style', 'onclick', 'a b', '"><script']) {
      expect(() => renderView('components/hint', { text: 'x', attributes: { [name]: 'x' } })).toThrow(
        'is not allowed',
      );
    }
  });
});
