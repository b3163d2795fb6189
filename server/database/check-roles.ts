import type { Database } from './database';

/** The database would not hold the application to its policies, or would not let it work. */
export class DatabaseRoleError extends Error {}

/**
 * Sees that the roles are those that row-level security holds, before anyone is served.
 * @throws DatabaseRoleError naming the variable to set; the driver's error when the server does not answer
 */
export async function checkRoles(database: Database): Promise<void> {
  const answer = await database.plain.query<{ unsafe: boolean; member: boolean }>(
    `select rolsuper or rolbypassrls or pg_has_role(current_user, 'workbench_owner', 'member') as unsafe,
            pg_has_role(current_user, 'workbench_app', 'member') as member
       from pg_roles where rolname = current_user`,
  );
  const role = answer.rows[0];
  if (role?.unsafe) {
    throw new DatabaseRoleError(
      'DATABASE_URL has a role that row-level security does not hold: give it workbench_app, and the owner in DATABASE_OWNER_URL.',
    );
  }
  if (!role?.member)
    throw new DatabaseRoleError('DATABASE_URL has a role that is not workbench_app: check it.');
  await database.national
    .transaction(async (tx) => {
      await tx.raw('set local role workbench_national');
    })
    .catch((error: unknown) => {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== '42501') throw error;
      throw new DatabaseRoleError(
        `The role workbench_app may not act as workbench_national: grant it, with inherit false, set true (${message}).`,
      );
    });
}
