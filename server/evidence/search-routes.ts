import { recordAudit } from '../audit/audit';
import { firstOf } from '../findings/fields';
import { Missing } from '../http/errors';
import { errorsByField } from '../http/forms';
import { isUuid } from '../http/ids';
import { redirect, route, type PageReply, type Route, type Visit } from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import { askedColumn, insertAsked } from './asked-queries';
import { pageOfCase, recordCaseReading } from './case-file';
import { readCase, type CaseFile } from './case-file-queries';
import { searchForm } from './search-forms';
import {
  MOST_ALONE,
  MOST_TOGETHER,
  searchAddress,
  searchPage,
  type SearchedFile,
  type SearchPage,
} from './search-pages';
import {
  NOT_SEARCHED,
  SEARCH_KINDS,
  searchPart,
  type NotSearched,
  type SearchAnswer,
  type SearchKind,
} from './search-queries';

const path = '/reviews/:reviewId/search';
const EMPTY = { words: '', kind: '', agency: '' };

/**
 * Search within a review. What is looked for is posted and kept, and what was found has an address that names it by an
 * id: words of a case stand in no address and no log, and going back to it sends no form again.
 */
export const searchRoutes: Route[] = [
  route({
    method: 'get',
    path,
    who: CASE_ROLES,
    scope: 'board',
    audit: 'evidence.read',
    handle: async (visit) => {
      const { asked = '' } = visit.query;
      if (asked !== '') return showFound(visit, asked);
      const file = await readSearch(visit);
      await recordCaseReading(visit.tx, file, 'search');
      return shown(visit, file, searchPage(file, EMPTY));
    },
  }),
  route({
    method: 'post',
    path,
    who: CASE_ROLES,
    scope: 'board',
    audit: 'evidence.searched',
    form: searchForm,
    handle: async (visit) => {
      const { words, kind, agency } = visit.form;
      const file = await readCase(visit.tx, String(visit.params.reviewId));
      const asked = await insertAsked(visit.tx, {
        board_id: file.board_id,
        review_id: file.id,
        account_id: visit.actor.accountId,
        words,
        person: '',
        asked_at: visit.house.now(),
      });
      // That a search was made, and by the page that follows what came of it: not the words, which may be anyone's name.
      await recordAudit(visit.tx, {
        board: file.board_id,
        action: 'evidence.searched',
        kind: 'review',
        subject: file.id,
        detail: { kind, asked },
      });
      return redirect(searchAddress(file.id, asked, { kind, agency, skip: 0 }));
    },
    redisplay: async (visit, problems) => {
      const file = await readSearch(visit);
      const typed = (name: string): string => firstOf(visit.typed[name]) ?? '';
      const asked = { words: typed('words').slice(0, 300), kind: typed('kind'), agency: typed('agency') };
      return shown(visit, file, searchPage(file, asked, null, errorsByField(problems)));
    },
  }),
];

/**
 * What was found for what the reader asked before; the empty search when they did not, or it was long ago.
 * @throws Missing when it is not even an id
 */
async function showFound(visit: Visit<unknown>, asked: string): Promise<PageReply> {
  if (!isUuid(asked)) throw new Missing();
  const { kind, agency, skip } = choiceOf(visit);
  const words = askedColumn(asked, 'words');
  const file = await readCase<{
    not_searched: NotSearched;
    words_asked: string | null;
    answer: SearchAnswer;
  }>(visit.tx, String(visit.params.reviewId), {
    not_searched: NOT_SEARCHED,
    words_asked: words,
    answer: searchPart({
      words,
      kinds: kind ? [kind] : SEARCH_KINDS,
      agency,
      most: kind ? MOST_ALONE : MOST_TOGETHER,
      skip,
    }),
  });
  const { words_asked: found, answer } = file;
  await recordAudit(visit.tx, {
    board: file.board_id,
    action: 'evidence.read',
    kind: 'search',
    subject: file.id,
    detail: found === null ? {} : { asked, kind, found: answer.counts },
  });
  if (found === null) return shown(visit, file, searchPage(file, EMPTY));
  const typed = { words: found, kind: kind ?? '', agency: agency ?? '' };
  const looked = { asked, words: found, kind, agency, skip, answer };
  return shown(visit, file, searchPage(file, typed, looked));
}

/** Where an address looks; what cannot be read is left out. */
function choiceOf({ query }: Visit<unknown>): {
  kind: SearchKind | null;
  agency: string | null;
  skip: number;
} {
  const kind = SEARCH_KINDS.find((known) => known === query.kind) ?? null;
  const agency = query.agency ?? '';
  const skip = /^\d{1,6}$/.test(query.skip ?? '') ? Number(query.skip) : 0;
  return { kind, agency: isUuid(agency) ? agency : null, skip: kind ? skip : 0 };
}

const readSearch = (visit: Visit<unknown>): Promise<SearchedFile> =>
  readCase<{ not_searched: NotSearched }>(visit.tx, String(visit.params.reviewId), {
    not_searched: NOT_SEARCHED,
  });

function shown(visit: Visit<unknown>, file: CaseFile, model: SearchPage): PageReply {
  return pageOfCase(visit, file, 'search', 'evidence/search', 'Search this review', model);
}
