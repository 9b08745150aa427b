// Words and figures as people read them.

export const TIME = { hour: '2-digit', minute: '2-digit', hour12: false }
const DAY_AND_TIME = { weekday: 'short', day: 'numeric', month: 'short', ...TIME }

/** What the simulator calls a customer whose name nobody gave. */
export const NAMELESS = 'Simulated customer'

const PROVIDERS = {
  meta: 'Meta Cloud API',
  dialog360: '360dialog',
  ycloud: 'YCloud',
  vobiz: 'Vobiz',
  positus: 'Positus',
}

const ENDINGS = {
  hung_up: { business: 'The business hung up', customer: 'You hung up' },
  declined: { business: 'The business declined', customer: 'You declined' },
  gave_up: { business: 'The business gave up', customer: 'You gave up' },
  no_answer: { timeout: 'Nobody answered' },
  media_timeout: { network: 'Lost: no sound from the business' },
}

/** Providers in the order in which they are always named. */
export const inOrder = (dialects) => Object.keys(PROVIDERS).filter((dialect) => dialects.has(dialect))

export const providerName = (dialect) => PROVIDERS[dialect]

export function ending(call) {
  const how = ENDINGS[call.end?.reason]?.[call.end?.by] ?? 'It ended'
  return call.answered_ms == null ? `${how}.` : `${how} after ${duration(call.ended_ms - call.answered_ms)}.`
}

export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

export const clockTime = (ms) => new Date(ms).toLocaleTimeString([], TIME)
export const dayAndTime = (ms) => new Date(ms).toLocaleString([], DAY_AND_TIME)

/** Groups a phone number as people write it, +1 555 000 1111 or +49 151 1234 5678, on one line. */
export function grouped(number) {
  const [, country, digits] = /^\+([17]|\d{2})(\d+)$/.exec(number) ?? []
  if (!country) return number
  const groups = [`+${country}`]
  for (let rest = digits; rest; rest = rest.slice(groups.at(-1).length)) {
    const length = rest.length === 4 || rest.length === 8 ? 4 : rest.length === 5 ? 2 : 3
    groups.push(rest.slice(0, length))
  }
  return groups.join('\u00a0')
}

export const initials = (name) => name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => word[0].toUpperCase()).join('') || '?'
export const sentence = (text) => (text ? `${text[0].toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}` : '')
export const decibels = (level) => 20 * Math.log10(Math.max(level, 1e-6))
