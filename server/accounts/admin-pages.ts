import { count } from '../http/dates';
import { errorsByField } from '../http/forms';
import type { Problem } from '../http/route';
import { typedText, type Typed } from '../http/typed';
import { ROLE_NAMES } from './role-names';
import { ACCOUNTS_PER_PAGE, type AccountRow, type BoardRow } from './admin-queries';

const STATUS = { active: 'Active', suspended: 'Suspended' } as const;

const rolesOf = (account: AccountRow): string =>
  account.roles
    .map(({ role, board_name: board }) => [ROLE_NAMES[role], board].filter(Boolean).join(', '))
    .join('; ');

export interface AccountsPage {
  find: string;
  count: string;
  table: object | null;
  pagination: object | null;
}

/** Who may sign in, and as what. Never anything of a case. */
export function accountsPage(
  { accounts, found }: { accounts: readonly AccountRow[]; found: number },
  find: string,
  page: number,
): AccountsPage {
  const href = (number: number): string =>
    `/admin?${new URLSearchParams({ ...(find ? { find } : {}), page: String(number) }).toString()}`;
  const more = page * ACCOUNTS_PER_PAGE < found;
  return {
    find,
    count: count(found, 'account'),
    table:
      accounts.length === 0
        ? null
        : {
            caption: 'Accounts',
            captionClasses: 'govuk-visually-hidden',
            head: ['Account', 'What they do', 'State'].map((text) => ({ text })),
            rows: accounts.map((account) => [
              {
                content: {
                  view: 'accounts/list-name',
                  page: { href: `/admin/accounts/${account.id}`, name: account.name, detail: account.email },
                },
              },
              { text: rolesOf(account) },
              { text: STATUS[account.status] },
            ]),
          },
    pagination:
      page > 1 || more
        ? {
            landmarkLabel: 'Pages of accounts',
            previous: page > 1 ? { href: href(page - 1) } : undefined,
            next: more ? { href: href(page + 1) } : undefined,
          }
        : null,
  };
}

export interface AccountAdminPage {
  name: string;
  rows: object[];
  action: string;
  version: string;
  can: { suspend: boolean; restore: boolean };
}

/** One account, with what an administrator may do to it. */
export function accountAdminPage(account: AccountRow, myId: string): AccountAdminPage {
  const row = (key: string, text: string) => ({ key: { text: key }, value: { text } });
  const mine = account.id === myId;
  return {
    name: account.name,
    rows: [
      row('E-mail address', account.email),
      row('What they do', rolesOf(account)),
      row('State', STATUS[account.status]),
    ],
    action: `/admin/accounts/${account.id}`,
    version: String(account.version),
    can: { suspend: account.status === 'active' && !mine, restore: account.status === 'suspended' },
  };
}

export interface InvitationPage {
  name: string;
  email: string;
  role: string;
  board: string;
  roles: { value: string; text: string }[];
  boards: { value: string; text: string }[];
  errors: Record<string, { text: string }>;
}

export function invitationPage(
  boards: readonly BoardRow[],
  typed: Typed = {},
  problems: readonly Problem[] = [],
): InvitationPage {
  return {
    name: typedText(typed, 'name'),
    email: typedText(typed, 'email'),
    role: typedText(typed, 'role'),
    board: typedText(typed, 'board'),
    roles: Object.entries(ROLE_NAMES).map(([value, text]) => ({ value, text })),
    boards: [{ value: '', text: 'None' }, ...boards.map(({ id, name }) => ({ value: id, text: name }))],
    errors: errorsByField(problems),
  };
}

export interface PasswordPage {
  title: string;
  email: string;
  password: string;
  href: string;
}

export interface BoardsPage {
  table: object | null;
  areas: { value: string; text: string }[];
  area: string;
  name: string;
  errors: Record<string, { text: string }>;
}

export function boardsPage(
  { boards, areas }: { boards: readonly BoardRow[]; areas: readonly { name: string; region: string }[] },
  typed: Typed = {},
  problems: readonly Problem[] = [],
): BoardsPage {
  return {
    table:
      boards.length === 0
        ? null
        : {
            caption: 'Boards',
            captionClasses: 'govuk-visually-hidden',
            head: ['Board', 'Area', 'Region'].map((text) => ({ text })),
            rows: boards.map(({ name, area, region }) => [{ text: name }, { text: area }, { text: region }]),
          },
    areas: [
      { value: '', text: 'Choose an area' },
      ...areas.map(({ name, region }) => ({ value: name, text: `${name} (${region})` })),
    ],
    area: typedText(typed, 'area'),
    name: typedText(typed, 'name'),
    errors: errorsByField(problems),
  };
}
