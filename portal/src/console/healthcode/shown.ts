import {
  CHANNELS,
  PURPOSES,
  SCENES,
  type Accepted,
  type Channel,
  type CodePurpose,
  type Form,
  type Refusal,
  type Scene,
  type UseOutcome,
  type UseReport,
} from '../../api/healthcode';

const PREFIX = 'TM1.';
/** Where the purpose stands in the signed bytes: after version and form. */
const PURPOSE_AT = 2;

/** For what the resident shows a code, as it says itself; for words on the page only, the platform decides. */
export function purposeOf(text: string): CodePurpose | null {
  const code = text.trim();
  if (!code.startsWith(PREFIX)) return null;
  try {
    const bytes = atob(
      code
        .slice(PREFIX.length, PREFIX.length + 4)
        .replaceAll('-', '+')
        .replaceAll('_', '/'),
    );
    return PURPOSES[bytes.charCodeAt(PURPOSE_AT)] ?? null;
  } catch {
    return null;
  }
}

/** What a window is used for; kept on this machine, so that it is chosen once. */
export interface Desk {
  scene: Scene;
  channel: Channel;
  purpose: CodePurpose;
}

const FIRST: Desk = { scene: 'REGISTRATION', channel: 'WINDOW', purpose: 'IDENTIFY' };

export function deskOf(kept: string | null): Desk {
  try {
    const found = JSON.parse(kept ?? '{}') as Partial<Desk>;
    return {
      scene: SCENES.find((one) => one === found.scene) ?? FIRST.scene,
      channel: CHANNELS.find((one) => one === found.channel) ?? FIRST.channel,
      purpose: PURPOSES.find((one) => one === found.purpose) ?? FIRST.purpose,
    };
  } catch {
    return FIRST;
  }
}

/** How serious a refusal is: nobody's fault, something to be settled, or something to be wary of. */
export function tone(refusal: Refusal): 'again' | 'settle' | 'wary' {
  switch (refusal) {
    case 'MALFORMED':
    case 'EXPIRED':
    case 'REPLAYED':
    case 'REPLACED':
    case 'WRONG_PURPOSE':
    case 'AHEAD':
    case 'FACTOR_WRONG':
    case 'LIST_TOO_OLD':
      return 'again';
    case 'UNKNOWN':
    case 'LAPSED':
    case 'REVOKED':
    case 'DECEASED':
    case 'GONE':
    case 'KEY_RETIRED':
    case 'FACTOR_LOCKED':
    case 'FOREIGN':
      return 'settle';
    case 'LOST':
    case 'TAMPERED':
      return 'wary';
  }
}

/** What may be done with the record of somebody whose code was good. */
export function opening({ purpose, local, readUntil, readAsked }: Accepted): 'open' | 'asked' | 'no-visit' | 'none' {
  if (purpose !== 'READ') return 'none';
  if (!local?.inCare) return 'no-visit';
  if (readUntil) return 'open';
  return readAsked ? 'asked' : 'none';
}

/** The report that a good code was used at this desk; made once, so that it counts once however often it is sent. */
export function reportOf(code: Accepted, desk: Desk, at: Date): UseReport {
  return {
    id: reportId(),
    code: code.code,
    scene: desk.scene,
    channel: channelOf(code.form, desk.channel),
    at: at.toISOString(),
    evidence: code.evidence,
  };
}

/** Paper and cards say themselves what they are, whatever the desk is set to. */
export function channelOf(form: Form, desk: Channel): Channel {
  return form === 'PRINTED' ? 'PRINT' : form === 'CARD' ? 'CARD' : desk;
}

/** The same report, to be sent again; with the time of now only where the platform said that its time was wrong. */
export function resent(report: UseReport, outcome: UseOutcome | undefined, at: Date): UseReport {
  return outcome === 'TIME_WRONG' ? { ...report, at: at.toISOString() } : report;
}

/** When a day begins in China, where guardianships are counted by days. */
export function startOf(date: string): string {
  return new Date(`${date}T00:00:00+08:00`).toISOString();
}

/** Random; the name of one report. `crypto.randomUUID` is missing where the page came without TLS. */
export function reportId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
