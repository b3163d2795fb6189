import { accountRoutes } from './accounts/account-routes';
import { adminRoutes } from './accounts/admin-routes';
import { registerRoutes } from './accounts/register-routes';
import { approvalsRoutes } from './approvals/approvals-routes';
import { signInRoutes } from './accounts/sign-in-routes';
import { tokenRoutes } from './accounts/token-routes';
import { answerRoutes } from './coding/answer-routes';
import { queueRoutes } from './coding/queue-routes';
import { recodingRoutes } from './coding/recoding-routes';
import { sampleRoutes } from './coding/sample-routes';
import { secondCodingRoutes } from './coding/second-coding-routes';
import { agencyRoutes } from './evidence/agency-routes';
import { bundleRoutes } from './evidence/bundle-routes';
import { checkBackRoutes } from './evidence/check-back-routes';
import { conversationRoutes } from './evidence/conversation-routes';
import { documentRoutes } from './evidence/document-routes';
import { episodeRoutes } from './evidence/episode-routes';
import { eventRoutes } from './evidence/event-routes';
import { loadRoutes } from './evidence/load-routes';
import { pointerRoutes } from './evidence/pointer-routes';
import { readerRoutes } from './evidence/reader-routes';
import { searchRoutes } from './evidence/search-routes';
import { systemPictureRoutes } from './evidence/system-picture-routes';
import { timelineRoutes } from './evidence/timeline-routes';
import { findingRoutes } from './findings/finding-routes';
import { frontRoutes } from './http/front-routes';
import type { House, Route } from './http/route';
import { nationalApiRoutes } from './national/api-routes';
import { exportRoutes } from './national/export-routes';
import { mapRoutes } from './national/map-routes';
import { nationalRoutes } from './national/national-routes';
import { releaseApiRoutes } from './national/release-api-routes';
import { releaseRoutes } from './national/release-routes';
import { importApiRoutes } from './published/import-routes';
import { publishedRoutes } from './published/published-routes';
import { clockRoutes } from './reviews/clock-routes';
import { openingRoutes } from './reviews/opening-routes';
import { reviewRoutes } from './reviews/review-routes';
import { teamRoutes } from './reviews/team-routes';
import { workRoutes } from './reviews/work-routes';
import { draftRoutes } from './typology/draft-routes';
import { typologyApiRoutes } from './typology/typology-api-routes';
import { typologyRoutes } from './typology/typology-routes';

/** Every page of the workbench, module by module. */
export function pageRoutes(house: House): Route[] {
  return [
    ...frontRoutes,
    ...signInRoutes(house),
    ...accountRoutes(house),
    ...tokenRoutes,
    ...registerRoutes,
    ...adminRoutes,
    ...workRoutes,
    ...openingRoutes,
    // Before the reviews: /reviews/bundles is no review's page.
    ...bundleRoutes,
    ...reviewRoutes,
    ...clockRoutes,
    ...teamRoutes,
    ...agencyRoutes,
    ...documentRoutes,
    ...readerRoutes,
    // Before the events: /chronology/loads is no event's page.
    ...loadRoutes,
    ...eventRoutes,
    ...timelineRoutes,
    ...conversationRoutes,
    ...checkBackRoutes,
    ...episodeRoutes,
    ...systemPictureRoutes,
    ...pointerRoutes,
    ...searchRoutes,
    ...findingRoutes,
    ...approvalsRoutes,
    // Before the typology: /typology/drafts/CODE is no category's page.
    ...draftRoutes,
    ...typologyRoutes,
    ...queueRoutes,
    ...answerRoutes,
    ...recodingRoutes,
    ...sampleRoutes,
    ...secondCodingRoutes,
    ...publishedRoutes,
    ...nationalRoutes,
    ...mapRoutes,
    ...exportRoutes,
    ...releaseRoutes,
  ];
}

/** The API, version 1 (CONTRACT): no session, a bearer token where one is needed. */
export function apiRoutes(_house: House): Route[] {
  return [...typologyApiRoutes, ...importApiRoutes, ...nationalApiRoutes, ...releaseApiRoutes];
}
