import { recordAudit } from '../audit/audit';
import { firstOf } from '../findings/fields';
import { errorsByField } from '../http/forms';
import { route, type PageReply, type Route, type Visit } from '../http/route';
import { CASE_ROLES } from '../reviews/review-policy';
import { pageOfCase, recordCaseReading } from './case-file';
import { readCase, type CaseFile } from './case-file-queries';
import { searchForm } from './search-forms';
import { MOST_ALONE, MOST_TOGETHER, searchPage, type SearchPage } from './search-pages';
import { SEARCH_KINDS, searchPart, TEXTLESS, type SearchAnswer } from './search-queries';

const path = '/reviews/:reviewId/search';
type Searched = CaseFile & { textless: number };

/** Search within a review. What is looked for is posted: words of a case stand in no address and no log. */
export const searchRoutes: Route[] = [
  route({
    method: 'get',
    path,
    who: CASE_ROLES,
    scope: 'board',
    audit: 'evidence.read',
    handle: async (visit) => {
      const file = await readCase<{ textless: number }>(visit.tx, String(visit.params.reviewId), {
        textless: TEXTLESS,
      });
      await recordCaseReading(visit.tx, file, 'search');
      return shown(visit, file, searchPage(file, { words: '', kind: '', agency: '' }));
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
      const { words, kind, agency, skip } = visit.form;
      const kinds = kind ? [kind] : SEARCH_KINDS;
      const most = kind ? MOST_ALONE : MOST_TOGETHER;
      const file = await readCase<{ textless: number; answer: SearchAnswer }>(
        visit.tx,
        String(visit.params.reviewId),
        {
          textless: TEXTLESS,
          answer: searchPart({ words, kinds, agency, most, skip: kind ? skip : 0 }),
        },
      );
      // That a search was made, and what came of it: not the words, which may be anyone's name.
      await recordAudit(visit.tx, {
        board: file.board_id,
        action: 'evidence.searched',
        kind: 'review',
        subject: file.id,
        detail: { kind, found: file.answer.counts },
      });
      const asked = { words, kind: kind ?? '', agency: agency ?? '' };
      const { answer } = file;
      return shown(visit, file, searchPage(file, asked, { words, kind, agency, skip, answer }));
    },
    redisplay: async (visit, problems) => {
      const file = await readCase<{ textless: number }>(visit.tx, String(visit.params.reviewId), {
        textless: TEXTLESS,
      });
      const typed = (name: string): string => firstOf(visit.typed[name]) ?? '';
      const asked = { words: typed('words').slice(0, 300), kind: typed('kind'), agency: typed('agency') };
      return shown(visit, file, searchPage(file, asked, null, errorsByField(problems)));
    },
  }),
];

function shown(visit: Visit<unknown>, file: Searched, model: SearchPage): PageReply {
  return pageOfCase(visit, file, 'search', 'evidence/search', 'Search this review', model);
}
