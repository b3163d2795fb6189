import { hasRole } from '../database/with-actor';
import { reliabilityOf } from '../coding/reliability-queries';
import { Missing } from '../http/errors';
import { page, route, type Route, type Visit } from '../http/route';
import { categoryPage } from './category-pages';
import { crosswalkPage } from './crosswalk-pages';
import { categoryHref, treePage } from './typology-pages';
import {
  allCategories,
  categoriesOf,
  crosswalkSteps,
  editions as publishedEditions,
  searchCategories,
} from './typology-queries';

const PUBLIC = { method: 'get', who: 'public', scope: 'none', audit: 'none' } as const;

/** The typology, for anyone: nothing here needs or makes a session. */
export const typologyRoutes: Route[] = [
  route({ ...PUBLIC, path: '/typology', handle: showTree }),
  route({ ...PUBLIC, path: '/typology/crosswalk', handle: showCrosswalk }),
  route({ ...PUBLIC, path: '/typology/:edition/:code', handle: showCategory }),
];

async function showTree({ tx, query, actor }: Visit) {
  const editions = await publishedEditions(tx);
  const edition = query.edition
    ? editions.find(({ code }) => code === query.edition)
    : editions.find(({ status }) => status === 'in_force');
  if (!edition) throw new Missing();
  const q = query.q ?? '';
  const categories = await categoriesOf(tx, edition.code);
  const found = await searchCategories(tx, edition.code, q);
  // The page is public: whoever reads it may be signed in or not.
  const edits = Boolean(actor) && hasRole(actor, 'editor');
  const title = q ? `“${q}” in the typology` : 'How findings are typed';
  return page('typology/tree', title, treePage(editions, edition, categories, q, found, edits), {
    section: 'typology',
  });
}

async function showCategory({ tx, params }: Visit) {
  const { edition = '', code = '' } = params;
  const categories = await categoriesOf(tx, edition);
  if (categories.length === 0) throw new Missing();
  const reliability = (await reliabilityOf(tx, edition)).get(code);
  const model = categoryPage(categories, code, await crosswalkSteps(tx), reliability);
  if (!model) throw new Missing();
  const parent = categories.find((one) => one.code === code)?.parent;
  const above = categories.find((one) => one.code === parent);
  const root = await rootCrumb(tx, edition);
  return page('typology/category', model.name, model, {
    section: 'typology',
    layout: {
      width: 'two-thirds',
      breadcrumbs: [
        root,
        ...(above ? [{ text: above.name, href: categoryHref(edition, above.code) }] : []),
        { text: model.name },
      ],
    },
  });
}

async function rootCrumb(tx: Visit['tx'], edition: string): Promise<{ text: string; href: string }> {
  const inForce = (await publishedEditions(tx)).some(
    ({ code, status }) => code === edition && status === 'in_force',
  );
  return inForce
    ? { text: 'Typology', href: '/typology' }
    : { text: `Typology, edition ${edition}`, href: `/typology?edition=${encodeURIComponent(edition)}` };
}

async function showCrosswalk({ tx }: Visit) {
  const model = crosswalkPage(await crosswalkSteps(tx), await allCategories(tx));
  return page('typology/crosswalk', 'From one edition to the next', model, {
    section: 'typology',
    layout: { breadcrumbs: [{ text: 'Typology', href: '/typology' }, { text: 'Crosswalk' }] },
  });
}
