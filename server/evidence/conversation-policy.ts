import { looksLikeName } from '../reviews/labels';
import type { About } from './conversation-schedule';

export type Consent = 'not_asked' | 'given' | 'declined' | 'withdrawn';

export interface Standing {
  consent: Consent;
  withdrawn_at: string | null;
}

/**
 * Why nothing more can be written in a record, in words; null when it can (METHOD section 4: under consent).
 */
export function whyNoNotes({ consent, withdrawn_at }: Standing): string | null {
  if (consent === 'withdrawn')
    return 'Consent was withdrawn. What was written is sealed: no one can read it, and nothing can be added.';
  if (withdrawn_at !== null)
    return 'This record is withdrawn from use. Restore it first, if it is to be changed.';
  if (consent === 'declined')
    return 'They declined. No notes are kept of what they said; only that they were asked.';
  if (consent === 'not_asked')
    return 'No notes can be kept until consent is given. Explain what the conversation is for and who will read the notes, then record what they agreed to.';
  return null;
}

// What a label says instead of a name: the words in which roles are called.
const ROLE =
  /\b(visitor|worker|nurse|midwife|doctor|GP|teacher|head|officer|manager|practitioner|paediatrician|consultant|coordinator|adviser|advisor|assistant|probation|police|sergeant|constable|detective|psychiatrist|psychologist|therapist|counsellor|registrar|lead|supervisor|reviewing|guardian|solicitor|housing|support|staff|team|foster|carer|mentor|tutor|chair|duty|surgeon|paramedic|receptionist|mother|father|parent|grandmother|grandfather|grandparent|sister|brother|sibling|aunt|uncle|partner|stepfather|stepmother|cousin|child|young|person|family|member|relative|friend|neighbour)\b/i;
const TITLED = /^(Mr|Mrs|Ms|Miss|Dr|Prof|Rev|Sir|Dame|Sgt|PC|DC|DS)\.?\s+\p{Lu}/u;
const ONE_NAME = /^\p{Lu}[\p{L}’'-]*\p{Ll}$/u;

/**
 * Whether the label of a person looks like a name rather than a role (METHOD section 10). A prompt, never a block.
 */
export function looksPersonal(label: string): boolean {
  if (TITLED.test(label)) return true;
  if (ROLE.test(label)) return false;
  return looksLikeName(label) || ONE_NAME.test(label);
}

/** Who is spoken of, when nothing better is known than what the record is about. */
export const personOf = (about: About): string => (about === 'family' ? 'family member' : 'practitioner');
