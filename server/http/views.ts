import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ejs from 'ejs';
import { projectRoot } from '../root';

/** A view and the data it is given: how a component is handed content (there is no raw HTML in view data). */
export interface Content {
  view: string;
  page: object;
}

export interface Link {
  text: string;
  href: string;
}

/** Everything of a page that is not its body. */
export interface PageLayout {
  /** Shown as “title – Systems review workbench”. */
  title: string;
  navigation?: (Link & { current?: boolean; active?: boolean })[];
  /** Who is signed in, as one line: “Lead reviewer”, “A. Name, chair of the Board”. */
  user?: { label: string; href?: string };
  csrf?: string;
  homeUrl?: string;
  signOutUrl?: string;
  /** Seconds until the session ends, for the warning before it does. */
  sessionEnds?: number;
  breadcrumbs?: { text: string; href?: string }[];
  backLink?: { text?: string; href: string };
  identity?: {
    label: string;
    href?: string;
    facts?: { key: string; text?: string; content?: Content }[];
    /** The ways to the other places of the review. */
    places?: (Link & { current: boolean })[];
  };
  flash?: { kind?: 'done' | 'problem' | 'note'; text: string; link?: Link };
  /** Makes the error summary and the title's “Error: ”. */
  errors?: { text: string; href?: string }[];
  /** Full width, above the columns. */
  lead?: Content;
  /** Width of the body when there is no aside. */
  width?: 'full' | 'two-thirds';
  aside?: Content;
  asideLabel?: string;
  footerLinks?: Link[];
  /** Whether those who work with the cases are told what they hold; not said to those whose account it is. */
  footerCaution?: boolean;
}

type Data = Record<string, unknown>;
type Include = (name: string, page?: object) => string;
type Template = (page: Data) => string;

export interface Views {
  render(name: string, page?: object): string;
  /** Names of the views that were rendered so far. */
  rendered(): Set<string>;
}

interface ViewsOptions {
  directory: string;
  /** Look at each file again before using its compiled form: for development. */
  watch: boolean;
}

/**
 * Compiled EJS views with three differences from `ejs.renderFile`:
 * an include sees only what it is given by name (ejs itself passes on all of the parent's data);
 * view data never reaches ejs as options; and no path leads out of the views folder.
 */
export function createViews({ directory, watch }: ViewsOptions): Views {
  const compiled = new Map<string, { template: Template; version: string }>();

  function load(file: string): Template {
    const known = compiled.get(file);
    if (known && !watch) return known.template;
    const version = versionOf(file);
    if (known && known.version === version) return known.template;
    const template = ejs.compile(readFileSync(file, 'utf8'), {
      filename: file,
      strict: true,
      _with: false,
      localsName: 'page',
      // `include` in a template is ours, handed in with the data, instead of the one that inherits.
      destructuredLocals: ['include'],
    }) as Template;
    compiled.set(file, { template, version });
    return template;
  }

  function resolve(name: string, from: string): string {
    const base = name.startsWith('.') ? path.dirname(from) : directory;
    const file = path.resolve(base, `${name}.ejs`);
    if (!file.startsWith(directory + path.sep)) throw new Error(`View ${name} is outside the views folder`);
    return file;
  }

  function renderFile(file: string, page: object): string {
    const include: Include = (name, given = {}) => renderFile(resolve(name, file), given);
    return load(file)({ ...page, include });
  }

  return {
    render(name, page = {}) {
      for (const reserved of ['include', 'settings']) {
        if (reserved in page) throw new Error(`View data may not have a key named ${reserved}`);
      }
      return renderFile(resolve(name, directory), page);
    },
    rendered: () =>
      new Set([...compiled.keys()].map((file) => path.relative(directory, file).replace(/\.ejs$/, ''))),
  };
}

function versionOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) throw new Error(`There is no view at ${file}`);
  return `${stat.mtimeMs}-${stat.size}`;
}

const watch = !['production', 'test'].includes(String(process.env.NODE_ENV));
const views = createViews({ directory: path.join(projectRoot, 'views'), watch });

/** Renders `views/<name>.ejs` with `page` as its data. */
export function renderView(name: string, page: object = {}): string {
  return views.render(name, page);
}

/** Renders `body` inside the layout every page shares. */
export function renderInLayout(layout: PageLayout, body: Content): string {
  const assets = { css: assetPath('main.css'), js: assetPath('main.js'), icon: assetPath('icon.svg') };
  return renderView('layouts/page', { layout: { ...layout, assets }, body });
}

/** Names of the views rendered so far: a test holds every view to having been seen. */
export const renderedViews = (): Set<string> => views.rendered();

let manifest: Record<string, string> | undefined;

/** The URL of a built asset, such as `main.css`, with its hash. */
export function assetPath(name: string): string {
  if (!manifest || watch) {
    const file = path.join(projectRoot, 'public', 'build', 'manifest.json');
    manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  }
  const built = manifest[name];
  if (!built) throw new Error(`There is no built asset called ${name}`);
  return `/build/${built}`;
}
