import type { z } from 'zod';
import { route, type PageReply, type Problem, type Reply, type Route, type Visit } from '../http/route';
import type { CasePart } from './case-file-queries';
import type { Episode } from './episode-content';
import type { EpisodeFile } from './episode-pages';
import { EPISODE, OF_WRITERS, readEpisodeAgain, readToWriteEpisode } from './episode-visits';

/** The review and the episode as far as a form needs them. */
export interface ReadEpisode<More extends object = object> {
  file: EpisodeFile & More;
  episode: Episode;
}

/** A form about an episode, for those who write it. */
interface EpisodeForm<Schema extends z.ZodType, More extends object> {
  /** Below the episode's own address. */
  path: string;
  /** What the audit calls the page. */
  part: string;
  /** What the audit calls that it was sent. */
  audit: string;
  form: Schema;
  /** What else the page shows. */
  more?(visit: Visit<unknown>): { [Name in keyof More]: CasePart };
  /** The page; with the problems when the form was refused. */
  show(
    visit: Visit<unknown>,
    read: ReadEpisode<More>,
    problems: Problem[] | null,
  ): PageReply | Promise<PageReply>;
  handle(visit: Visit<z.output<Schema>>): Promise<Reply>;
}

/**
 * The page of a form and its sending. While the episode is withdrawn the page leads to the episode; a form that is
 * refused is shown again with what was typed.
 */
export function episodeFormRoutes<Schema extends z.ZodType, More extends object = object>({
  path,
  part,
  audit,
  form,
  more,
  show,
  handle,
}: EpisodeForm<Schema, More>): Route[] {
  return [
    route({
      ...OF_WRITERS,
      method: 'get',
      path: `${EPISODE}/${path}`,
      audit: 'evidence.read',
      handle: async (visit) => {
        const { elsewhere, ...read } = await readToWriteEpisode<More>(visit, part, more?.(visit));
        return elsewhere ?? show(visit, read, null);
      },
    }),
    route({
      ...OF_WRITERS,
      method: 'post',
      path: `${EPISODE}/${path}`,
      audit,
      form,
      handle,
      redisplay: async (visit, problems) =>
        show(visit, await readEpisodeAgain<More>(visit, more?.(visit)), problems),
    }),
  ];
}
